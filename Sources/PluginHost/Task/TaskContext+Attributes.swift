internal import CMapReduce
internal import Model

/// The extension "mr.attributes/1".
extension TaskContext {
  /// The source whose attributes an input format may set, during its open and next.
  struct AttributeTarget {
    let source: SourceStorage
    let scope: FormatAttribute.Scope
  }

  /// One table for all tasks of the process.
  nonisolated(unsafe) static let attributes = lasting(
    mr_attributes(
      size: MemoryLayout<mr_attributes>.size, abi: MR_ABI_VERSION, reserved: 0,
      set: { task, name, value in
        TaskContext.of(task, "set of mr.attributes/1")?.setAttribute(name, value) ?? MR_FATAL
      }))

  private static let longestValue = 64 << 10

  private func setAttribute(_ name: mr_bytes, _ value: mr_bytes) -> mr_status {
    if let stop { return Self.status(stop) }
    guard let target = attributeTarget else {
      return violate("set of mr.attributes/1 was called outside of open and next")
    }
    guard !name.isNull, !value.isNull, value.size <= Self.longestValue else {
      return violate(
        "set of mr.attributes/1 was given NULL, or a value of more than 64 KiB")
    }
    witness?.set(name, to: value, for: target.scope)
    guard target.source.set(name, to: value, for: target.scope) else {
      return violate(
        "set of mr.attributes/1 was given the name \"\(name.printable(limit: 80))\", which its table"
          + " does not declare")
    }
    return MR_OK
  }
}
