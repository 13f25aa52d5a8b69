internal import CMapReduce
internal import Model

/// A combine or reduce function at work on one attempt.
protocol GroupFunction: AnyObject {
  func run(_ key: mr_bytes, _ values: UnsafeMutablePointer<mr_values>) throws(FunctionFailure)
}

/// Reads the values of keys, a batch at a time.
final class GroupReader {
  private static let capacity = 256
  private let batch = UnsafeMutableBufferPointer<mr_bytes>.allocate(capacity: capacity)

  deinit { batch.deallocate() }

  func forEach(
    _ values: UnsafeMutablePointer<mr_values>, _ body: (mr_bytes) throws(FunctionFailure) -> Void
  ) throws(FunctionFailure) {
    while true {
      var count = 0
      let status = values.pointee.next(values, batch.baseAddress, batch.count, &count)
      if status == MR_END { return }
      guard status == MR_OK else { throw .stopped(status) }
      for value in batch[..<count] { try body(value) }
    }
  }
}
