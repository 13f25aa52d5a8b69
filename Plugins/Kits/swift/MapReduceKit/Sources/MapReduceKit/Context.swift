package import CMapReduce

/// The task attempt: counters, log, parameters, progress. To be used while a function of the job runs.
public struct Context {
  package let task: UnsafeMutablePointer<mr_task>

  /// What the job declares; nil if it does not.
  private let parameters: [Parameter]?

  package init(task: UnsafeMutablePointer<mr_task>) { self.init(task, nil) }

  private init(_ task: UnsafeMutablePointer<mr_task>, _ parameters: [Parameter]?) {
    self.task = task
    self.parameters = parameters
  }

  func declaring(_ parameters: [Parameter]?) -> Context { Context(task, parameters) }

  public enum Severity: UInt32, Sendable {
    case debug = 0
    case info = 1
    case warning = 2
    case error = 3
  }

  var host: mr_host { task.pointee.host.pointee }

  /// Number of reduce partitions of the job.
  public var partitions: Int { Int(task.pointee.partitions) }

  /// Whether the task is to stop: return soon.
  public var isCancelled: Bool { host.cancelled(task) != 0 }

  /// Adds to the job's counter of that name.
  public func count(_ counter: String, _ amount: Int = 1) {
    counter.withBytes { host.count(task, $0, Int64(amount)) }
  }

  /// Writes a line to the job's user log.
  public func log(_ text: String, _ severity: Severity = .info) {
    text.withBytes { host.log(task, severity.rawValue, $0) }
  }

  /// The value of `--param name=value`, or else the default that the job declares for it.
  /// - Throws: `JobError` if the job declares parameters, and none of that name.
  public func parameter(_ name: String) throws -> String? {
    let declared = parameters?.first { $0.name == name }
    if parameters != nil, declared == nil {
      throw JobError("the job reads the parameter \(name), which it does not declare")
    }
    return name.withBytes {
      var value = mr_bytes()
      guard host.parameter(task, $0, &value) == MR_OK else { return declared?.fallback }
      return String(field: value.buffer)
    }
  }

  /// The task lives: said in between by a function that takes minutes for one record.
  public func progress() { mr_progress(task) }

  func setError(_ text: String) {
    text.withBytes { host.set_error(task, $0) }
  }
}
