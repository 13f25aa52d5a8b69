import CMapReduce
import Model
import PluginHost

/// Services that keep what they are told.
final class RecordingServices: TaskServices {
  struct Record: Hashable {
    var key: [UInt8]
    var value: [UInt8]
    init(_ key: some Sequence<UInt8>, _ value: some Sequence<UInt8>) {
      self.key = Array(key)
      self.value = Array(value)
    }
    init(_ record: mr_record) { self.init(Self.bytes(record.key), Self.bytes(record.value)) }

    static func bytes(_ bytes: mr_bytes) -> [UInt8] {
      Array(UnsafeRawBufferPointer(start: bytes.data, count: bytes.size))
    }
  }

  var records: [Record] = []
  var counts: [String: Int64] = [:]
  var lines: [(LogSeverity, String)] = []
  var isCancelled = false
  /// Called with each batch before it is kept.
  var onEmit: ((UnsafePointer<mr_record>, Int) throws(MRError) -> Void)?

  func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    try onEmit?(records, count)
    for index in 0..<count {
      let record = Record(records[index])
      guard record.key.count <= 1 << 20 else {
        throw MRError(.pluginFatal, "a key of \(record.key.count) bytes is too long")
      }
      self.records.append(record)
    }
  }

  func count(_ name: String, _ amount: Int64) { counts[name, default: 0] += amount }
  func log(_ severity: LogSeverity, _ text: String) { lines.append((severity, text)) }
}

/// Values from an array, at most `most` a batch.
final class ArrayValues: ValueBatchSource {
  private var values: [[UInt8]]
  private let most: Int
  private var lent: [UnsafeMutableBufferPointer<UInt8>] = []
  /// Thrown when the values are used up.
  var failure: MRError?

  init(_ values: [String], most: Int = 2) {
    self.values = values.map { Array($0.utf8) }
    self.most = most
  }

  deinit { for value in lent { value.deallocate() } }

  func next(into values: UnsafeMutablePointer<mr_bytes>, capacity: Int) throws(MRError) -> Int {
    if self.values.isEmpty, let failure { throw failure }
    let batch = self.values.prefix(min(capacity, most))
    self.values.removeFirst(batch.count)
    for (index, value) in batch.enumerated() {
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: value.count)
      _ = copy.initialize(from: value)
      lent.append(copy)
      values[index] = mr_bytes(data: copy.baseAddress, size: copy.count)
    }
    return batch.count
  }
}
