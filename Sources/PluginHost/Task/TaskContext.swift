internal import CMapReduce
package import Model

/// One task attempt towards the plugins that work on it, its job and its input format: the tables
/// that they are handed, the parameters, and what went wrong while they ran.
///
/// Belongs to one thread. The services are not retained, so that the object that provides them can
/// own the context; they have to outlive it.
package final class TaskContext {
  /// Unsafe, because counting references to it would cost more than a short reduce.
  unowned(unsafe) let services: any TaskServices
  package let partitions: Int
  var parameters: ParameterTable
  /// What the plugin is handed for the task; stable for the life of the context.
  let task: UnsafeMutablePointer<mr_task>

  /// What stops the attempt, from the moment that it is known. The first reason counts.
  var stop: Stop?
  /// The last text that the plugin gave to set_error in the current call.
  var errorText: String?
  private(set) var phase = Phase.idle
  /// What the input format says of the file that it is reading, if it cannot go on with it.
  package internal(set) var badFile: (kind: BadKind, reason: String)?
  /// What the plugin's reduce passes on, if it said in create that it does nothing else.
  package internal(set) var identity: IdentityReduce?
  /// nil outside of an input format's functions.
  var attributeTarget: AttributeTarget?

  /// Is told what the input format at work does.
  var witness: (any ReadingWitness)?

  /// The names of the job's parameters that the plugins have asked for.
  package var askedParameters: [String] { parameters.asked }

  /// Counts a parameter as asked for.
  package func ask(_ name: String) {
    var name = name
    name.withUTF8 { _ = parameters.ask(mr_bytes(data: $0.baseAddress, size: $0.count)) }
  }

  /// Whether the plugin may be called again: nothing that it did stops the attempt.
  package var isUsable: Bool { stop == nil }

  /// Whether the last call that failed came with the plugin's own reason, and broke no rule.
  package var saidWhy: Bool { stop == nil && errorText != nil }

  /// Indirect: it is asked for at every call, and then a pointer that is not there is quicker to see.
  indirect enum Stop {
    /// The host could not go on.
    case failure(MRError)
    /// The plugin broke a rule of mapreduce.h: what it did.
    case violation(String)
  }

  /// Which function of the plugin the thread is in.
  enum Phase {
    case idle
    /// The thread is in create.
    case creating
    /// The thread is in a function of the plugin that may emit.
    case emitting
    /// The thread is in a function that may not emit.
    case silent
    /// The thread is in a function of an input format.
    case reading
  }

  /// - Parameter services: not retained.
  package init(services: any TaskServices, partitions: Int, parameters: [String: String]) {
    self.services = services
    self.partitions = partitions
    self.parameters = ParameterTable(parameters)
    task = .allocate(capacity: 1)
    task.initialize(
      to: mr_task(
        size: MemoryLayout<mr_task>.size, abi: MR_ABI_VERSION,
        partitions: UInt32(clamping: partitions), host: Self.host, host_data: nil))
    task.pointee.host_data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { task.deallocate() }

  /// Calls a function of a plugin and makes an error of whatever went wrong in it.
  /// - Parameters:
  ///   - callee: the function, for messages.
  ///   - phase: whether the function may emit.
  ///   - other: a status besides `MR_OK` that the function may answer.
  ///   - place: where in the data it was, for messages: `in a.txt, records 1 to 256`, or empty.
  /// - Returns: `MR_OK` or `other`.
  func call(
    _ callee: @autoclosure () -> Callee, _ phase: Phase, orStatus other: mr_status = MR_OK,
    at place: @autoclosure () -> String = "", _ body: () -> mr_status
  ) throws(MRError) -> mr_status {
    // A partition function runs inside of a map function, whose error text is not to be lost.
    let outer = self.phase
    if outer == .idle, errorText != nil || badFile != nil { (errorText, badFile) = (nil, nil) }
    self.phase = phase
    let status = body()
    self.phase = outer
    if let function = TasklessCall.take(), stop == nil {
      stop = .violation("\(function) was called without the task")
    }
    if stop == nil, status == MR_OK || status == other { return status }
    throw error(status, callee(), place())
  }

  private func error(_ status: mr_status, _ callee: Callee, _ place: String) -> MRError {
    let location = place.isEmpty ? "" : " \(place)"
    switch stop {
    case .failure(let error):
      return error
    case .violation(let what):
      return MRError(
        .pluginFatal, "\(callee) broke a rule of mapreduce.h\(location)", cause: what,
        remedy: "This is a defect of the plugin.")
    case nil:
      break
    }
    switch status {
    case MR_CANCELLED where services.isCancelled:
      return Self.cancellation
    case MR_RETRY, MR_FATAL:
      return MRError(
        status == MR_RETRY ? .plugin : .pluginFatal, "\(callee) failed\(location)",
        cause: errorText ?? "it returned \(Self.name(status)) without an error text")
    default:
      return MRError(
        .pluginFatal, "\(callee) returned \(Self.name(status))\(location)", cause: errorText,
        remedy: status == MR_CANCELLED
          ? "MR_CANCELLED is for tasks that the host has cancelled." : nil)
    }
  }

  static let cancellation = MRError(.cancelled, "the task was cancelled")

  private static func name(_ status: mr_status) -> String {
    switch status {
    case MR_OK: "MR_OK"
    case MR_END: "MR_END, which it may not,"
    case MR_CANCELLED: "MR_CANCELLED, although nobody asked for it,"
    case MR_RETRY: "MR_RETRY"
    case MR_FATAL: "MR_FATAL"
    default: "\(status), which is no status"
    }
  }
}
