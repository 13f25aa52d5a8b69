internal import CMapReduce
internal import Glibc
internal import Model
internal import PluginHost

/// The host of a job that is being checked: keeps what is emitted, and is as strict as the engine.
final class ProbeServices: TaskServices {
  private let job: PluginDescription.Job?
  private(set) var emissions: [Emission] = []
  /// Cancels the attempt from that time of the monotonic clock on, in nanoseconds.
  var cancelledFrom = UInt64.max
  /// Whether what is emitted is checked and forgotten.
  var keepsNothing = false
  private static let longestKey = 1 << 20

  /// - Parameter job: nil if nothing may be emitted.
  init(_ job: PluginDescription.Job?) { self.job = job }

  func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    guard let job else {
      throw MRError(.pluginFatal, "records were emitted where that is not allowed")
    }
    for record in UnsafeBufferPointer(start: records, count: count) {
      guard record.key.size <= Self.longestKey else {
        throw MRError(
          .pluginFatal, "a key of \(record.key.size) bytes was emitted",
          remedy: "Keys have 1 MiB at most.")
      }
      if job.keyType.isNumeric, record.key.size != 8 { throw badNumber("key", record.key.size) }
      // Reduce may emit another type: eight bytes if that is a number too.
      if job.valueType.isNumeric, job.resultType.isNumeric, record.value.size != 8 {
        throw badNumber("value", record.value.size)
      }
      if !keepsNothing { emissions.append(Emission(record)) }
    }
  }

  private func badNumber(_ field: String, _ size: Int) -> MRError {
    MRError(
      .pluginFatal, "a \(field) of \(size) bytes was emitted where the job declares a number",
      remedy: "Emit the 8 bytes of an int64_t or double, or declare another type.")
  }

  func count(_ name: String, _ amount: Int64) {}
  func log(_ severity: LogSeverity, _ text: String) {}
  var isCancelled: Bool { cancelledFrom != .max && monotonicTime() >= cancelledFrom }
}

/// In nanoseconds.
func monotonicTime() -> UInt64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}

/// The values of a group for reduce and combine, a few at a time.
final class GroupValues: ValueBatchSource {
  private let values: [[UInt8]]
  /// How often the values come.
  private let repetitions: Int
  private var index = 0
  private var lent: [UnsafeMutableRawBufferPointer] = []

  init(_ values: [[UInt8]], repetitions: Int = 1) {
    self.values = values
    self.repetitions = repetitions
  }

  deinit { release() }

  func next(into out: UnsafeMutablePointer<mr_bytes>, capacity: Int) throws(MRError) -> Int {
    release()
    // Less than there is room for, as at the end of a block.
    let count = min(capacity, 7, values.count * repetitions - index)
    for position in 0..<count {
      let value = values[(index + position) % values.count]
      // Memory of its own each: reading beyond a value is found by tools, and never another value.
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: value.count, alignment: 1)
      copy.copyBytes(from: value)
      lent.append(copy)
      out[position] = mr_bytes(data: copy.baseAddress, size: copy.count)
    }
    index += count
    return count
  }

  private func release() {
    for copy in lent {
      // What is kept beyond the next call is to be seen as wrong.
      copy.initializeMemory(as: UInt8.self, repeating: 0xaa)
      copy.deallocate()
    }
    lent = []
  }
}
