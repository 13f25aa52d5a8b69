internal import CMapReduce

/// Hands records on to the host, in the way that plugins do.
struct FunctionEmitter {
  private let task: UnsafeMutablePointer<mr_task>

  init(_ context: TaskContext) { task = context.task }

  func emit(_ key: mr_bytes, _ value: mr_bytes) throws(FunctionFailure) {
    var record = mr_record(key: key, value: value)
    let status = task.pointee.host.pointee.emit(task, &record, 1)
    guard status == MR_OK else { throw .stopped(status) }
  }
}

extension ScalarType {
  /// A number that a function made as the 8 bytes of an int64 or float64.
  func emitted(at address: UnsafeRawPointer) throws(FunctionFailure) -> UInt64 {
    guard let bits = bits(at: address) else {
      throw .failed(
        "its result \(address.load(as: UInt64.self)) is beyond int64;"
          + " declared as int64, it is taken as a negative number")
    }
    return bits
  }
}
