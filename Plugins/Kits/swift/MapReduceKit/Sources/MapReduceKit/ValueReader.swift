import CMapReduce

/// Reads the values of a key in batches.
final class ValueReader {
  private var values: UnsafeMutablePointer<mr_values>?
  private var index = 0
  private var count = 0
  private let batch = UnsafeMutablePointer<mr_bytes>.allocate(capacity: capacity)
  /// What the host answered when it could not go on.
  private var failure: mr_status?

  private static let capacity = 64

  deinit { batch.deallocate() }

  /// Lends the values to a function.
  /// - Throws: what it throws, or `Stop` when there were values that could not be read.
  func lend(_ values: UnsafeMutablePointer<mr_values>, _ body: () throws -> Void) throws {
    (self.values, index, count, failure) = (values, 0, 0, nil)
    defer { self.values = nil }
    try body()
    if let failure { throw Stop(status: failure) }
  }

  func next() -> UnsafeRawBufferPointer? {
    if index == count {
      guard let values, failure == nil else { return nil }
      (index, count) = (0, 0)
      let status = values.pointee.next(values, batch, Self.capacity, &count)
      guard status == MR_OK else {
        if status != MR_END { failure = status }
        count = 0
        return nil
      }
    }
    index += 1
    return batch[index - 1].buffer
  }
}
