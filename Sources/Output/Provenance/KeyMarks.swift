/// Bits that say which keys come of the records of a file: each key sets the one at the place that its hash
/// gives. A key that has not set its bit does not come of the file; one whose bit is set may.
///
/// Encoded, a task's marks are entries one after the other: the file's number and 1 more, or 0 for what belongs to
/// no file of the task more than to the others; the logarithm of the number of bits, or 0 where any key
/// may come of the file; the number of bits that are set, and how far each is from the one before. All numbers
/// are LEB128.
package enum KeyMarks {
  /// Whose the keys of an entry are.
  package enum Owner: Sendable, Hashable {
    case file(Int)
    /// Any file that the task has an entry of.
    case task
  }

  /// The least and the most bits of an entry, as logarithms.
  package static let logarithms = 6...26

  /// Adds an entry.
  /// - Parameter marks: 2^n bits; nil if any key may come of it.
  package static func append(
    _ owner: Owner, _ marks: UnsafeBufferPointer<UInt64>?, to bytes: inout [UInt8]
  ) {
    switch owner {
    case .file(let number): append(UInt64(number) + 1, to: &bytes)
    case .task: append(0, to: &bytes)
    }
    guard let marks else { return bytes.append(0) }
    bytes.append(UInt8((64 * marks.count).trailingZeroBitCount))
    append(UInt64(marks.reduce(0) { $0 + $1.nonzeroBitCount }), to: &bytes)
    var last = 0
    for (index, word) in marks.enumerated() where word != 0 {
      var rest = word
      while rest != 0 {
        let place = 64 * index + rest.trailingZeroBitCount
        append(UInt64(place - last), to: &bytes)
        last = place
        rest &= rest - 1
      }
    }
  }

  package static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
