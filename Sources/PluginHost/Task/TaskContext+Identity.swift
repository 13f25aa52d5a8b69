internal import CMapReduce

/// The extension "mr.identity/1".
extension TaskContext {
  /// One table for all tasks of the process.
  nonisolated(unsafe) static let identity = lasting(
    mr_identity(
      size: MemoryLayout<mr_identity>.size, abi: MR_ABI_VERSION, reserved: 0,
      pass_keys: { TaskContext.of($0, "pass_keys")?.pass(.keys) ?? MR_FATAL },
      pass_values: { TaskContext.of($0, "pass_values")?.pass(.values) ?? MR_FATAL }))

  private func pass(_ part: IdentityReduce) -> mr_status {
    guard phase == .creating else {
      return violate("pass_\(part) was called outside of create")
    }
    identity = part
    return MR_OK
  }
}
