internal import CMapReduce
internal import Model

/// The `mr_values` that a plugin reads the values of a key from. One serves all keys of an attempt.
final class ValueReader {
  private let context: TaskContext
  /// What the plugin reads the values through; stable for the life of the reader.
  private let values: UnsafeMutablePointer<mr_values>
  /// Where the values come from. It is lent: whoever lends it keeps it.
  private unowned(unsafe) var source: (any ValueBatchSource)?

  init(_ context: TaskContext) {
    self.context = context
    values = .allocate(capacity: 1)
    values.initialize(
      to: mr_values(
        size: MemoryLayout<mr_values>.size,
        next: { values, out, capacity, count in
          guard let data = values?.pointee.host_data else {
            TasklessCall.remember("next")
            return MR_FATAL
          }
          return Unmanaged<ValueReader>.fromOpaque(data)._withUnsafeGuaranteedRef {
            $0.next(out, capacity, count)
          }
        },
        host_data: nil))
    values.pointee.host_data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { values.deallocate() }

  /// Lends the values of `source` for the duration of `body`.
  @inline(__always)
  func lend(
    _ source: any ValueBatchSource, _ body: (UnsafeMutablePointer<mr_values>) -> mr_status
  ) -> mr_status {
    self.source = source
    let status = body(values)
    self.source = nil
    return status
  }

  private func next(
    _ out: UnsafeMutablePointer<mr_bytes>?, _ capacity: Int, _ count: UnsafeMutablePointer<Int>?
  ) -> mr_status {
    count?.pointee = 0
    if let stop = context.stop { return TaskContext.status(stop) }
    guard let out, let count, capacity > 0 else {
      return context.violate("next was given NULL, or no room, for the values")
    }
    guard context.phase == .emitting else {
      return context.violate("next was called after the function whose values it reads")
    }
    // After the end there is nothing more to ask.
    guard let source else { return MR_END }
    do throws(MRError) {
      let number = try source.next(into: out, capacity: capacity)
      count.pointee = number
      if number == 0 { self.source = nil }
      return number == 0 ? MR_END : MR_OK
    } catch {
      context.stop = .failure(error)
      return TaskContext.status(.failure(error))
    }
  }
}
