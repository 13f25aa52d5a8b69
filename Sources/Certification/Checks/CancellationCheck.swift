internal import CMapReduce
internal import Model
internal import PluginHost

/// Cancels map and reduce while they run. A call has to come back soon after; between calls the
/// engine looks after cancellation itself.
struct CancellationCheck {
  private let job: PluginJob
  private let parameters: [String: String]
  private let sample: SampleSource
  private let progress: (String) -> Void

  /// How long a call runs before it is cancelled, in nanoseconds.
  private static let headStart: UInt64 = 20_000_000
  /// How long it may take to come back, in nanoseconds. Jobs that are cancelled wait for it.
  private static let patience: UInt64 = 3_000_000_000
  private static let valuesOfReduce = 200_000
  private static let remedy =
    "Ask task->host->cancelled(task) now and then in long loops, and return MR_CANCELLED."

  init(
    _ job: PluginJob, _ parameters: [String: String], _ sample: SampleSource,
    _ progress: @escaping (String) -> Void
  ) {
    self.job = job
    self.parameters = parameters
    self.sample = sample
    self.progress = progress
  }

  func run() throws -> Verdict {
    let batches = try sample.batches()
    progress("map while it is cancelled")
    let map = try cancel("map") { (instance, services) throws(MRError) in
      var index = 0
      // As the engine does: it looks between the batches.
      while !services.isCancelled {
        let batch = batches[index % batches.count]
        try instance.map(batch.source, batch.records, batch.count, firstRecord: batch.firstRecord)
        index += 1
      }
    }
    guard let map else {
      return .skipped(
        "map fails before it can be cancelled", remedy: "Give it files to map with --input.")
    }
    guard job.description.hasReduce, job.description.combiner == nil else {
      return .ok("map came back \(map)")
    }
    let emissions = (try? sample.mapped(by: JobProbe(job, parameters), progress)) ?? []
    guard let group = Group.group(emissions).max(by: { $0.values.count < $1.values.count }) else {
      return .ok("map came back \(map)")
    }
    progress("reduce while it is cancelled")
    let reduce = try cancel("reduce") { (instance, _) throws(MRError) in
      try withBytes(group.key) { (key) throws(MRError) in
        let repetitions = Self.valuesOfReduce / group.values.count
        try instance.reduce(key, ListedValues(group.values, repetitions: repetitions))
      }
    }
    return .ok("map came back \(map)" + (reduce.map { ", reduce \($0)" } ?? ""))
  }

  /// - Returns: how long after it was cancelled the function came back, as a text; nil if it failed
  ///   before.
  private func cancel(
    _ function: String, _ body: (JobInstance, ProbeServices) throws(MRError) -> Void
  ) throws -> String? {
    let services = ProbeServices(job.description)
    services.keepsNothing = true
    let context = TaskContext(
      services: services, partitions: JobProbe.partitions, parameters: parameters)
    let instance: JobInstance
    do throws(MRError) {
      instance = try JobInstance(job, context: context)
    } catch {
      return nil
    }
    defer { instance.destroy() }
    services.cancelledFrom = monotonicTime() + Self.headStart
    do throws(MRError) {
      try body(instance, services)
    } catch {
      guard services.isCancelled else { return nil }
      guard error.code == .cancelled else {
        throw Verdict.failed(
          "\(function) was cancelled and answered: \(error.message)"
            + (error.cause.map { ": \($0)" } ?? ""),
          remedy: "Return MR_CANCELLED when the task is cancelled.")
      }
    }
    let now = monotonicTime()
    let delay = now > services.cancelledFrom ? now - services.cancelledFrom : 0
    guard delay <= Self.patience else {
      throw Verdict.failed(
        "\(function) came back \(delay / 1_000_000) ms after it was cancelled",
        remedy: Self.remedy)
    }
    return delay < 1_000_000 ? "at once" : "\(delay / 1_000_000) ms later"
  }
}
