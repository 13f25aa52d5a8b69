import CMapReduce
import Model
import PluginHost

/// What an attempt leaves out of its input, and what it finds to be bad. Belongs to the attempt's thread.
final class BadRecords {
  /// Whether what is bad is set aside; otherwise the job is to fail of it.
  let isSkipped: Bool
  /// What the attempt has left out; goes with its result.
  private(set) var left: [BadInput] = []
  /// What makes the attempt fail, to be left out by the next one.
  private(set) var found: [BadInput] = []
  /// Why the attempt is to fail. From then on it works on only to find what else is bad: its output
  /// is not wanted any more.
  private(set) var failure: MRError?
  /// The record that failed in a way that another attempt may not meet.
  private(set) var doubtful: RecordRange?
  /// Records that were mapped, each or in batches, without an error.
  var hasSucceeded = false

  /// The file at hand: its number, and its path for messages.
  private var file = (number: 0, path: BytePath(bytes: []))
  private let recordName: String
  /// Is told the number of each record that the input format leaves out: it goes on with the next one.
  var passed: (Int) -> Void = { _ in }
  /// Is told the number of the record that the input format says it reads.
  var reading: (Int) -> Void = { _ in }
  private var keptBytes = 0
  /// More in one report would make it too large; another attempt finds the rest.
  private static let most = 10_000
  /// So many in a row from the beginning are no accident.
  private static let hopeless = 100
  private static let longestRecord = 1 << 16
  private static let mostKeptBytes = 8 << 20

  init(_ reaction: BadInputPolicy.Reaction, recordName: String) {
    isSkipped = reaction == .skip
    self.recordName = recordName
  }

  func begin(_ number: Int, _ file: InputFile) { self.file = (number, file.path) }

  /// Whether what a plugin's function says of its input is to be set aside.
  func takes(_ error: MRError) -> Bool {
    isSkipped && (error.code == .plugin || error.code == .pluginFatal)
  }

  /// Notes what the attempt leaves out.
  func leave(_ bad: BadInput) throws(MRError) {
    guard left.count < BadInputPolicy.mostEntries else {
      throw MRError(
        .input, "more than \(BadInputPolicy.mostEntries) parts of one task's input are bad",
        cause: bad.reason,
        remedy: "Look at the input, or at the format that reads it.")
    }
    left.append(bad)
  }

  /// The input format leaves out a record of the file at hand.
  func leave(record: Int, _ kind: BadKind, _ reason: String) throws(MRError) {
    guard isSkipped else {
      throw MRError(
        .input, "\(recordName) \(record) of \(file.path) cannot be used", cause: reason,
        remedy: "Without --on-bad fail it is set aside, and the rest is done.")
    }
    passed(record)
    let range = RecordRange(file: file.number, numbers: record...record)
    try leave(BadInput(.records(range), kind, reason))
  }

  /// The attempt has failed, and goes on to find what else is bad.
  func fail(_ error: MRError) { if failure == nil { failure = error } }

  func find(_ bad: BadInput) { found.append(bad) }

  func doubt(_ range: RecordRange) { if doubtful == nil { doubtful = range } }

  /// Whether to look for more would be of no use.
  var isEnough: Bool {
    found.count >= Self.most || (!hasSucceeded && found.count >= Self.hopeless)
  }

  /// The record, as far as there is room to keep it.
  func content(of record: mr_record) -> BadInput.Content? {
    let size = record.key.size + record.value.size
    guard size <= Self.longestRecord, keptBytes + size <= Self.mostKeptBytes else { return nil }
    keptBytes += size
    return BadInput.Content(key: Self.bytes(record.key), values: [Self.bytes(record.value)])
  }

  /// A key and its values, as many of them as there is room for.
  func content(of key: mr_bytes, _ values: any ValueBatchSource) throws(MRError)
    -> BadInput.Content?
  {
    var room = min(Self.longestRecord, Self.mostKeptBytes - keptBytes) - key.size
    guard room >= 0 else { return nil }
    var content = BadInput.Content(key: Self.bytes(key), values: [])
    var value = mr_bytes()
    while try values.next(into: &value, capacity: 1) == 1 {
      // A value takes room, however short it is.
      room -= value.size + MemoryLayout<mr_bytes>.size
      guard room >= 0 else {
        content.isCut = true
        break
      }
      content.values.append(Self.bytes(value))
    }
    keptBytes += key.size + content.values.reduce(0) { $0 + $1.count }
    return content
  }

  static func bytes(_ bytes: mr_bytes) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: bytes.data, count: bytes.size))
  }
}
