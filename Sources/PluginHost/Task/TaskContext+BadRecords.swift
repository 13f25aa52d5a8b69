internal import CMapReduce
internal import Model

/// The extension "mr.bad-records/1".
extension TaskContext {
  /// One table for all tasks of the process.
  nonisolated(unsafe) static let badRecords = lasting(
    mr_bad_records(
      size: MemoryLayout<mr_bad_records>.size, abi: MR_ABI_VERSION, reserved: 0,
      set_aside: { task, number, kind, reason in
        TaskContext.of(task, "set_aside")?.setAside(number, kind, reason) ?? MR_FATAL
      },
      reading: { task, number, seconds in
        TaskContext.of(task, "reading")?.isReading(number, seconds)
      }))

  private func setAside(_ number: UInt64, _ kind: mr_bytes, _ reason: mr_bytes) -> mr_status {
    if let stop { return Self.status(stop) }
    guard phase == .reading else {
      return violate("set_aside was called outside of open and next")
    }
    guard let kind = text(kind, Self.longestKind, "set_aside"),
      let reason = text(reason, BadInput.longestReason, "set_aside")
    else { return MR_FATAL }
    guard number > 0 else {
      badFile = (BadKind(rawValue: kind), reason)
      errorText = reason
      return MR_FATAL
    }
    guard number <= UInt64(Int64.max / 2) else {
      return violate("set_aside was given the number \(number)")
    }
    do throws(MRError) {
      witness?.leftOut(record: Int(number))
      try services.setAside(record: Int(number), BadKind(rawValue: kind), reason)
      return MR_OK
    } catch {
      stop = .failure(error)
      return Self.status(.failure(error))
    }
  }

  private func isReading(_ number: UInt64, _ seconds: UInt32) {
    guard phase == .reading else {
      _ = violate("reading was called outside of open and next")
      return
    }
    guard number <= UInt64(Int64.max / 2) else {
      _ = violate("reading was given the number \(number)")
      return
    }
    services.isReading(
      record: number > 0 ? Int(number) : nil, atMost: seconds > 0 ? .seconds(seconds) : nil)
  }

  private static let longestKind = 64
}
