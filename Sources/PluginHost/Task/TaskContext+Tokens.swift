internal import CMapReduce
internal import Model

/// The extension "mr.tokens/1".
extension TaskContext {
  /// One table for all tasks of the process.
  nonisolated(unsafe) static let tokens = lasting(
    mr_tokens(
      size: MemoryLayout<mr_tokens>.size, abi: MR_ABI_VERSION, reserved: 0,
      emit: { task, text, bits, value in
        TaskContext.of(task, "emit of mr.tokens/1")?.emit(text, bits, value) ?? MR_FATAL
      }))

  private func emit(
    _ text: mr_bytes, _ bits: UnsafePointer<UInt64>?, _ value: mr_bytes
  ) -> mr_status {
    if let stop { return Self.status(stop) }
    guard phase == .emitting else {
      return violate("emit of mr.tokens/1 was called where it is not allowed")
    }
    guard text.size != 0 else { return MR_OK }
    // A size that does not fit 31 bits is a garbled one.
    guard let bits, !text.isNull, let checked = Int32(exactly: text.size), checked > 0 else {
      return violate(
        "emit of mr.tokens/1 was given \(bits == nil || text.isNull ? "NULL" : "a text") for"
          + " \(UInt(bitPattern: text.size)) bytes")
    }
    guard !value.isNull else {
      return violate("emit of mr.tokens/1 was given a value that is NULL")
    }
    do throws(MRError) {
      if services.isCancelled { throw Self.cancellation }
      try services.emit(Tokens(text: text, bits: bits, value: value))
      return MR_OK
    } catch {
      stop = .failure(error)
      return Self.status(.failure(error))
    }
  }
}
