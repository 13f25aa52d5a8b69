internal import CMapReduce
internal import Glibc
internal import Model

/// The host's functions as the plugin calls them. Each finds the context in the task, never throws
/// and never traps on what it is given: it notes the reason and answers with a status.
extension TaskContext {
  /// One table for all tasks of the process.
  nonisolated(unsafe) static let host = lasting(
    mr_host(
      size: MemoryLayout<mr_host>.size, abi: MR_ABI_VERSION, reserved: 0,
      emit: { task, records, count in
        guard let data = task?.pointee.host_data else {
          TasklessCall.remember("emit")
          return MR_FATAL
        }
        return Unmanaged<TaskContext>.fromOpaque(data)._withUnsafeGuaranteedRef {
          $0.emit(records, count)
        }
      },
      count: { task, name, amount in
        TaskContext.of(task, "count")?.count(name, amount)
      },
      log: { task, severity, text in
        TaskContext.of(task, "log")?.log(severity, text)
      },
      parameter: { task, name, value in
        TaskContext.of(task, "parameter")?.parameter(name, value) ?? MR_FATAL
      },
      cancelled: { task in
        TaskContext.of(task, "cancelled")?.isToStop ?? true ? 1 : 0
      },
      set_error: { task, text in
        TaskContext.of(task, "set_error")?.setError(text)
      },
      extension: { task, id in
        guard TaskContext.of(task, "extension") != nil, let id else { return nil }
        if strcmp(id, MR_IDENTITY) == 0 { return UnsafeRawPointer(identity) }
        if strcmp(id, MR_FILES) == 0 { return UnsafeRawPointer(files) }
        if strcmp(id, MR_BAD_RECORDS) == 0 { return UnsafeRawPointer(badRecords) }
        if strcmp(id, MR_ATTRIBUTES) == 0 { return UnsafeRawPointer(attributes) }
        return strcmp(id, MR_TOKENS) == 0 ? UnsafeRawPointer(tokens) : nil
      },
      progress: { task in _ = TaskContext.of(task, "progress") }))

  /// A table that lives as long as the process.
  static func lasting<Table>(_ table: Table) -> UnsafePointer<Table> {
    let memory = UnsafeMutablePointer<Table>.allocate(capacity: 1)
    memory.initialize(to: table)
    return UnsafePointer(memory)
  }

  private static let longestCounterName = 128
  private static let longestLine = 4096
  private static let nullGiven =
    "emit was given a key or value whose data is NULL and whose size is not 0"

  /// The context of a task that a plugin calls the host with, which shows that the plugin lives.
  static func of(_ task: UnsafeMutablePointer<mr_task>?, _ function: StaticString)
    -> TaskContext?
  {
    guard let data = task?.pointee.host_data else {
      TasklessCall.remember(function)
      return nil
    }
    let context = Unmanaged<TaskContext>.fromOpaque(data).takeUnretainedValue()
    context.services.showLife()
    return context
  }

  private var isToStop: Bool { stop != nil || services.isCancelled }

  private func emit(_ records: UnsafePointer<mr_record>?, _ count: Int) -> mr_status {
    if let stop { return Self.status(stop) }
    guard phase == .emitting else {
      return violate("emit was called where it is not allowed")
    }
    guard count != 0 else { return MR_OK }
    // A count that does not fit 31 bits is a garbled one.
    guard let records, let checked = Int32(exactly: count), checked > 0 else {
      return violate(
        "emit was given \(records == nil ? "NULL" : "an array") for \(UInt(bitPattern: count)) records"
      )
    }
    guard services.refusesNull || !RecordCheck.hasNull(records, count) else {
      return violate(Self.nullGiven)
    }
    do throws(MRError) {
      if services.isCancelled { throw Self.cancellation }
      try services.emit(records, count)
      return MR_OK
    } catch {
      if RecordCheck.hasNull(records, count) { return violate(Self.nullGiven) }
      stop = .failure(error)
      return Self.status(.failure(error))
    }
  }

  private func count(_ name: mr_bytes, _ amount: Int64) {
    guard let name = text(name, Self.longestCounterName, "count") else { return }
    services.count(name, amount)
    witness?.counted(name, amount)
  }

  private func log(_ severity: mr_severity, _ text: mr_bytes) {
    guard let text = self.text(text, Self.longestLine, "log") else { return }
    let known = LogSeverity(rawValue: severity) ?? .error
    services.log(known, text)
    witness?.logged(known, text)
  }

  private func parameter(_ name: mr_bytes, _ value: UnsafeMutablePointer<mr_bytes>?) -> mr_status {
    guard let value else { return violate("parameter was given NULL for the value") }
    guard !name.isNull else { return violate("parameter was given a name that is NULL") }
    witness?.asked(name)
    guard let found = parameters.ask(name) else { return MR_END }
    value.pointee = found
    return MR_OK
  }

  private func setError(_ text: mr_bytes) {
    guard let text = self.text(text, Self.longestLine, "set_error") else { return }
    errorText = text
  }

  /// A plugin's text, safe to print; nil when it was NULL although it has a size.
  func text(_ bytes: mr_bytes, _ limit: Int, _ function: StaticString) -> String? {
    guard !bytes.isNull else {
      violate("\(function) was given a text that is NULL")
      return nil
    }
    return bytes.printable(limit: limit)
  }

  @discardableResult func violate(_ what: String) -> mr_status {
    if stop == nil { stop = .violation(what) }
    return MR_FATAL
  }

  /// What a host function answers once the attempt is to stop.
  static func status(_ stop: Stop) -> mr_status {
    if case .failure(let error) = stop, error.code == .cancelled { return MR_CANCELLED }
    return MR_FATAL
  }
}
