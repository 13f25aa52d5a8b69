/// A part of the input that a job goes on without, and why: a file, records of it, or a key with its values.
package struct BadInput: Sendable, Hashable {
  package enum Place: Sendable, Hashable {
    case records(RecordRange)
    /// A group of a reduce task, from 1, and its key as it is printed.
    case group(partition: Int, number: Int, key: [UInt8])
  }

  package var place: Place
  package var kind: BadKind
  /// A sentence for people, in the words of whoever found out.
  package var reason: String
  /// Where the records lie in the uncompressed file, where that is known.
  package var bytes: Range<Int>?
  /// The signal that ended the process, if one did.
  package var signal: Int?
  /// Where the process was when it ended by a fault of its own, innermost first: as much as is known.
  package var backtrace: [String] = []
  /// The attempt that failed last because of it.
  package var attempt: AttemptID?
  /// The record, or the key with its values, if they are short enough to be kept for another look.
  package var record: Content?

  package struct Content: Sendable, Hashable {
    package var key: [UInt8]
    /// Of a record, one.
    package var values: [[UInt8]]
    /// Not all values of the key are here.
    package var isCut: Bool
    package init(key: [UInt8], values: [[UInt8]], isCut: Bool = false) {
      self.key = key
      self.values = values
      self.isCut = isCut
    }
  }

  /// Longer reasons are cut: a plugin may say as much as it likes for each of many records.
  package static let longestReason = 1024

  package init(
    _ place: Place, _ kind: BadKind, _ reason: String, bytes: Range<Int>? = nil,
    signal: Int? = nil, attempt: AttemptID? = nil, record: Content? = nil
  ) {
    self.place = place
    self.kind = kind
    self.reason =
      reason.utf8.count > Self.longestReason
      ? String(decoding: reason.utf8.prefix(Self.longestReason), as: UTF8.self) + "…" : reason
    self.bytes = bytes
    self.signal = signal
    self.attempt = attempt
    self.record = record
  }

  /// The records, or the group.
  package var range: RecordRange {
    switch place {
    case .records(let range): range
    case .group(_, let number, _): RecordRange(file: 0, numbers: number...number)
    }
  }

  /// Whether it lies before another in the input.
  package func precedes(_ other: Self) -> Bool {
    (range.file, range.numbers.lowerBound) < (other.range.file, other.range.numbers.lowerBound)
  }

  /// A whole file.
  package init(file: Int, _ kind: BadKind, _ reason: String) {
    self.init(.records(RecordRange(file: file)), kind, reason)
  }
}
