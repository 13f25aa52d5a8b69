import CMapReduce
import MapReduceKit

/// A host in memory, which keeps what is emitted.
final class TestHost {
  private(set) var emitted: [(key: [UInt8], value: [UInt8])] = []
  private var error = ""
  private let bytes = LastingBytes()
  private let parameters: [String: mr_bytes]

  init(_ parameters: [String: String]) {
    let bytes = bytes
    self.parameters = parameters.mapValues { bytes.copy($0) }
  }

  /// Runs an attempt.
  /// - Throws: `JobError` if it fails, with the text that it gave.
  func attempt<J: Job>(_ job: J.Type, _ body: (AnyInstance) throws -> mr_status) throws {
    var host = Self.functions
    var status = MR_OK
    try withUnsafePointer(to: &host) { host in
      var task = mr_task(
        size: MemoryLayout<mr_task>.size, abi: MR_ABI_VERSION, partitions: 1, host: host,
        host_data: Unmanaged.passUnretained(self).toOpaque())
      try withUnsafeMutablePointer(to: &task) { task in
        status = try body(try JobTable(job).makeInstance(Context(task: task)))
      }
    }
    guard status == MR_OK else { throw JobError(error) }
  }

  private static var functions: mr_host {
    mr_host(
      size: MemoryLayout<mr_host>.size, abi: MR_ABI_VERSION, reserved: 0,
      emit: { task, records, count in TestHost.of(task)?.emit(records, count) ?? MR_FATAL },
      count: { _, _, _ in },
      log: { _, _, _ in },
      parameter: { task, name, value in TestHost.of(task)?.parameter(name, value) ?? MR_END },
      cancelled: { _ in 0 },
      set_error: { task, text in TestHost.of(task)?.error = String(field: text.buffer) },
      extension: { _, _ in nil },
      progress: { _ in })
  }

  private static func of(_ task: UnsafeMutablePointer<mr_task>?) -> TestHost? {
    task?.pointee.host_data.map { Unmanaged<TestHost>.fromOpaque($0).takeUnretainedValue() }
  }

  private func emit(_ records: UnsafePointer<mr_record>?, _ count: Int) -> mr_status {
    for record in UnsafeBufferPointer(start: records, count: count) {
      emitted.append((Array(record.key.buffer), Array(record.value.buffer)))
    }
    return MR_OK
  }

  private func parameter(_ name: mr_bytes, _ value: UnsafeMutablePointer<mr_bytes>?) -> mr_status {
    guard let found = parameters[String(field: name.buffer)] else { return MR_END }
    value?.pointee = found
    return MR_OK
  }
}
