import Foundation
import Model
import TestSupport
import Testing

@testable import Output

/// An index of where keys come from may name a file too many, and never one too few.
@Suite struct ProvenanceTests {
  private let scratch: Scratch
  private let files = (0..<6).map { number in
    InputFile(
      path: BytePath("/in/\(number)"), relativePath: BytePath("\(number)"), attributes: [],
      size: 100 + number, modified: 7)
  }

  init() throws { scratch = try Scratch() }

  private func plan(_ parameter: String = "a") -> JobPlan {
    JobPlan(
      plugin: PluginFile(path: "/p.so", digest: "d", size: 1), job: "words", format: .text,
      parameters: ["by": parameter], partitions: 2, output: BytePath("/out"))
  }

  private func marks(_ entries: [(KeyMarks.Owner, [UInt64]?)]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (owner, keys) in entries {
      guard let keys else {
        KeyMarks.append(owner, nil, to: &bytes)
        continue
      }
      var words = [UInt64](repeating: 0, count: 1 << 6)
      for key in keys { words[Int(key % 4096 / 64)] |= 1 << (key % 64) }
      words.withUnsafeBufferPointer { KeyMarks.append(owner, $0, to: &bytes) }
    }
    return bytes
  }

  /// File 0 is of two tasks, 1 and 2 are of one, which has a key of its own; nothing is known of 3, 4 has
  /// something that is missing, and 5 is in no task.
  private func write(_ name: String) throws -> OutputDirectory {
    let directory = OutputDirectory(path: "\(scratch.path)/\(name)")
    try FileManager.default.createDirectory(
      atPath: directory.path, withIntermediateDirectories: true)
    let writer = ProvenanceWriter(directory)
    writer.append(task: 2, marks([(.file(0), [1, 63, 4095]), (.file(4), [])]))
    writer.append(
      task: 0,
      marks([(.file(0), [2, 4096 + 64]), (.file(1), [9]), (.file(2), nil), (.task, [700])]))
    let failure = writer.finish(
      files, of: plan(), tasks: [[0, 1, 2], [3], [0, 4]], doubtful: [4])
    #expect(failure == nil)
    writer.append(task: 0, marks([(.file(1), nil)]))
    return directory
  }

  private func candidates(_ directory: OutputDirectory, _ key: UInt64) throws -> [Int] {
    let index = try #require(try ProvenanceIndex(in: directory.path, for: plan()))
    return try index.candidates(files, hashes: [key]).indices { $0 }
  }

  @Test func candidatesAreThoseThatHaveTheKeyAndThoseThatNobodyKnows() throws {
    let directory = try write("out")
    #expect(try candidates(directory, 1) == [0, 2, 3, 4, 5])
    #expect(try candidates(directory, 4095 + 4096) == [0, 2, 3, 4, 5])
    #expect(try candidates(directory, 64) == [0, 2, 3, 4, 5])
    #expect(try candidates(directory, 9) == [1, 2, 3, 4, 5])
    #expect(try candidates(directory, 700) == [0, 1, 2, 3, 4, 5])
    #expect(try candidates(directory, 10) == [2, 3, 4, 5])
    let index = try #require(try ProvenanceIndex(in: directory.path, for: plan()))
    var changed = files
    changed[1].size += 1
    changed[0].modified += 1
    #expect(try index.candidates(changed, hashes: [10]) == [true, true, true, true, true, true])
    #expect(try index.candidates(files, hashes: [10, 9]).indices { $0 } == [1, 2, 3, 4, 5])
  }

  @Test func anIndexOfSomethingElseIsRefused() throws {
    let directory = try write("out")
    #expect(throws: MRError.self) { try ProvenanceIndex(in: directory.path, for: plan("b")) }
    directory.removeProvenance()
    #expect(try ProvenanceIndex(in: directory.path, for: plan()) == nil)
    #expect(scratch.entries("out").isEmpty)
  }

  @Test(arguments: ["keys", "files"])
  func damageIsSeen(name: String) throws {
    let directory = try write("out")
    let path = "\(directory.path)/_PROVENANCE/\(name)"
    let content = try Data(contentsOf: URL(filePath: path))
    func isRefused() -> Bool {
      do { _ = try candidates(directory, 10) } catch { return true }
      return false
    }
    for index in content.indices {
      var damaged = content
      damaged[index] ^= 1 << (index % 8)
      try damaged.write(to: URL(filePath: path))
      #expect(isRefused(), "byte \(index)")
      try content.prefix(index).write(to: URL(filePath: path))
      #expect(isRefused(), "cut to \(index)")
    }
  }
}

extension [Bool] {
  fileprivate func indices(where isWanted: (Bool) -> Bool) -> [Int] {
    indices.filter { isWanted(self[$0]) }
  }
}
