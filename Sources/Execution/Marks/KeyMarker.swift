import CMapReduce
import CXXHash
import Glibc
import Model
import Output
import PluginHost
import Records

/// Marks the keys that a map attempt emits, file by file. Belongs to the attempt's thread.
final class KeyMarker {
  private let keyType: ValueType
  /// Bits for the largest stretch of input that is marked by itself.
  private let marks: UnsafeMutableBufferPointer<UInt64>
  /// The part of them that is in use.
  private var words = 0
  private var owner: KeyMarks.Owner?
  private var encoded: [UInt8] = []

  /// A bit for each byte: of text one in a hundred is set.
  private static let logarithms = 10...22
  /// What a report can carry besides all else.
  private static let most = 3 << 20
  private static let mostMarks = most - 1 << 19

  init(keyType: ValueType) {
    self.keyType = keyType
    marks = .allocate(capacity: 1 << (Self.logarithms.upperBound - 6))
    marks.initialize(repeating: 0)
  }

  deinit { marks.deallocate() }

  /// What is emitted from now on comes of a file.
  /// - Parameter bytes: as many as are mapped of it.
  func begin(file: Int, bytes: Int) {
    end()
    let logarithm = Int.bitWidth - max(1, bytes).leadingZeroBitCount
    begin(.file(file), min(max(logarithm, Self.logarithms.lowerBound), Self.logarithms.upperBound))
  }

  /// What is emitted from now on comes of some file or other.
  func beginRest() {
    end()
    begin(.task, Self.logarithms.upperBound)
  }

  private func begin(_ owner: KeyMarks.Owner, _ logarithm: Int) {
    self.owner = owner
    words = 1 << (logarithm - 6)
  }

  private func end() {
    guard let owner else { return }
    self.owner = nil
    let used = UnsafeMutableBufferPointer(rebasing: marks[..<words])
    let size = encoded.count
    let isEmpty = owner == .task && used.allSatisfy { $0 == 0 }
    if !isEmpty { KeyMarks.append(owner, UnsafeBufferPointer(used), to: &encoded) }
    used.update(repeating: 0)
    guard encoded.count > Self.mostMarks else { return }
    encoded.removeSubrange(size...)
    KeyMarks.append(owner, nil, to: &encoded)
  }

  func add(_ records: UnsafePointer<mr_record>, _ count: Int) {
    let mask = UInt64(64 * words - 1)
    for index in 0..<count {
      let key = records[index].key
      let hash =
        keyType.isNumeric && key.size == 8
        ? KeyHash.of(number: key.data.loadUnaligned(as: UInt64.self), keyType)
        : mr_key_hash(key.data, key.size)
      marks[Int((hash & mask) / 64)] |= 1 << (hash % 64)
    }
  }

  func add(_ tokens: Tokens) {
    guard let text = tokens.text.data else { return }
    mr_mark_tokens(text, tokens.text.size, tokens.bits, marks.baseAddress, UInt64(64 * words - 1))
  }

  /// All that was marked.
  /// - Parameter doubtful: files of which something was left out: any key may come of them.
  /// - Returns: nil if that is too much.
  func finish(doubtful: Set<Int>) -> [UInt8]? {
    end()
    for file in doubtful { KeyMarks.append(.file(file), nil, to: &encoded) }
    return encoded.count <= Self.most ? encoded : nil
  }
}
