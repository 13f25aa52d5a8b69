import Foundation
package import Model

/// Which files of a job's input a key may come from, as its result says. Blocks.
package struct ProvenanceIndex {
  private let directory: OutputDirectory
  private let bytes: UInt64
  /// The numbers of files, by their hashes.
  private let numbers: [UInt64: Int]

  /// - Parameters:
  ///   - output: the directory of a result.
  ///   - plan: of the job as it would be run now.
  /// - Returns: nil if the result has no index.
  /// - Throws: `input` for one that is damaged, or that is not of what the plan would do.
  package init?(in output: String, for plan: JobPlan) throws(MRError) {
    directory = OutputDirectory(path: output)
    let path = "\(directory.provenancePath)/\(ResultMark.provenanceInput)"
    guard let content = FileManager.default.contents(atPath: path) else { return nil }
    let words = content.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
      }
    }
    guard words.count >= 4, content.count == 8 * words.count,
      words[0] == ProvenanceFile.signature,
      words.last == content.dropLast(8).withUnsafeBytes({ ProvenanceFile.hash($0) })
    else { throw Self.damage(path) }
    guard words[1] == (try ProvenanceFile.identity(plan)) else {
      throw MRError(
        .input, "the index of the result is not of what the job would do now",
        cause: "the plugin, a parameter or the input format is another")
    }
    bytes = words[2]
    numbers = Dictionary(
      words[3..<words.count - 1].enumerated().map { ($0.element, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Which of these files a key may come from.
  /// - Parameter hashes: of the key, by each type that it may have.
  /// - Throws: `input` if the index is damaged.
  package func candidates(_ files: [InputFile], hashes: [UInt64]) throws(MRError) -> [Bool] {
    // Of those that the index knows of, whether the key may come from them.
    let known = try scan(hashes)
    return files.map { file in
      numbers[ProvenanceFile.hash(file)].flatMap { known[$0] } ?? true
    }
  }

  private func scan(_ hashes: [UInt64]) throws(MRError) -> [Int: Bool] {
    let path = "\(directory.provenancePath)/\(ResultMark.provenanceKeys)"
    var known: [Int: Bool] = [:]
    // Of a job without input.
    if bytes == 0 { return known }
    guard let file = fopen(path, "re") else { throw Self.damage(path) }
    defer { fclose(file) }
    var read: UInt64 = 0
    var block: [UInt8] = []
    while true {
      var header: (size: UInt64, hash: UInt64) = (0, 0)
      let count = fread(&header, 1, 16, file)
      if count == 0, read == bytes { return known }
      guard count == 16, let size = Int(exactly: UInt64(littleEndian: header.size)), size > 0,
        size <= ProvenanceFile.mostBytes + 10
      else { throw Self.damage(path) }
      block = [UInt8](repeating: 0, count: size)
      guard fread(&block, 1, size, file) == size,
        block.withUnsafeBytes({ ProvenanceFile.hash($0) }) == UInt64(littleEndian: header.hash)
      else { throw Self.damage(path) }
      do throws(MarkReader.Damage) {
        try Self.take(block, hashes, &known)
      } catch {
        throw Self.damage(path)
      }
      read += UInt64(16 + size)
    }
  }

  private static func take(
    _ block: [UInt8], _ hashes: [UInt64], _ known: inout [Int: Bool]
  ) throws(MarkReader.Damage) {
    let result = block.withUnsafeBytes { bytes in
      Result { () throws(MarkReader.Damage) -> [Int: Bool] in
        var reader = MarkReader(bytes)
        _ = try reader.number()
        var files: [Int: Bool] = [:]
        var isOfAny = false
        while !reader.isAtEnd {
          let (owner, isHit) = try reader.next(hashes)
          switch owner {
          case .task: isOfAny = isOfAny || isHit
          case .file(let number): files[number] = files[number] ?? false || isHit
          }
        }
        return files.mapValues { $0 || isOfAny }
      }
    }
    let found = try result.get()
    known.merge(found) { $0 || $1 }
  }

  private static func damage(_ path: String) -> MRError {
    MRError(.input, "\"\(printable(path.utf8))\" is damaged")
  }
}
