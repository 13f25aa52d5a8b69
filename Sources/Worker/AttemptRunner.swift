import Output
import Threading
import BlockStore
import Execution
import Foundation
import Model
import PluginHost
import Protocol

/// Runs assignments and reports what came of them.
struct AttemptRunner: Sendable {
  let worker: String
  let cluster: ClusterID
  let master: MasterConnection
  let store: any BlockStore
  let namespace: String
  let code: LoadedCode
  let job: CurrentJob
  let note: CrashNote
  let running: RunningAttempt
  /// The memory that this process may take, in bytes.
  let memoryLimit: Int
  /// Whether it writes parts into an output directory that it sees.
  let writesParts: Bool
  let watch: ProcessWatch
  private let recent = RecentBlocks()

  /// - Parameter told: The assignment's job as the master encoded it; empty if it is the one that is
  ///   known.
  /// - Returns: The next assignment, if the answer to the report had one. It is of the same job.
  func run(_ assignment: WireAssignment, told: Data) async throws(MRError) -> WireAssignment? {
    let monitor = AttemptMonitor()
    running.begin(assignment.attempt, monitor)
    defer { running.end() }
    do {
      let attempt = try AttemptID(assignment.attempt)
      if !told.isEmpty { try job.take(told) }
      switch assignment.task {
      case .map(let task):
        return try await map(try MapTask(task), attempt, assignment, monitor)
      case .reduce(let reduce):
        return try await self.reduce(try ReduceTask(reduce), attempt, assignment, monitor)
      case nil:
        throw MRError(.invalidArgument, "the master sent an assignment without a task")
      }
    } catch let failure as AttemptFailure {
      try await report(failure, assignment.attempt, monitor)
    } catch let error as MRError {
      try await report(AttemptFailure(error: error), assignment.attempt, monitor)
    } catch {
      let error = MRError(.internal, "the attempt failed", cause: "\(error)")
      try await report(AttemptFailure(error: error), assignment.attempt, monitor)
    }
    return nil
  }

  private func map(
    _ task: MapTask, _ attempt: AttemptID, _ assignment: WireAssignment, _ monitor: AttemptMonitor
  ) async throws -> WireAssignment? {
    let care = try TaskCare(assignment.care)
    let (result, code) = try await onThread(monitor) { () throws(AttemptFailure) in
      let job = try load(attempt, epoch: Int(assignment.epoch))
      let map = MapAttempt(
        task, attempt: attempt, job: job, store: store, namespace: namespace, monitor: monitor,
        note: note,
        memoryLimit: try memory { (memory) throws(MRError) in
          try memory.forMapping(task, job.plan.format)
        }, care: care)
      return (try map.run(), WireCodeFile.all(of: job.plan))
    }
    var request = WireArriveRequest()
    request.workerID = worker
    request.clusterID = "\(cluster)"
    request.attempt = assignment.attempt
    request.manifest = WireManifest(result.manifest)
    request.engineCounters = WireEngineCounters(result.counters.engine)
    request.counters = WireCounters(result.counters.user)
    request.use = WireParameterUse(result.use)
    request.lines = running.takeLines(of: assignment.attempt, monitor)
    request.isLast = watch.memory.isExceeded
    request.bad = result.bad.map { WireBadInput($0) }
    request.code = code
    if let marks = result.marks { request.provenance = Data(marks) }
    let answer = try await answer { () async throws(MRError) in try await master.arrive(request) }
    if answer.accepted { return answer.hasNext ? answer.next : nil }
    // Another attempt was first, or the job has ended.
    await BlockingThread.run { [store, namespace] in
      try? store.connect().delete(result.manifest.blocks(namespace, attempt.job).keys)
    }
    return nil
  }

  private func reduce(
    _ task: ReduceTask, _ attempt: AttemptID, _ assignment: WireAssignment,
    _ monitor: AttemptMonitor
  ) async throws -> WireAssignment? {
    let epoch = Int(assignment.epoch)
    let care = try TaskCare(assignment.care)
    let output = try job.output(for: attempt, epoch: epoch)
    let result = try await onThread(monitor) { () throws(AttemptFailure) in
      let reduce = ReduceAttempt(
        task, attempt: attempt, job: try load(attempt, epoch: epoch), store: store,
        namespace: namespace, monitor: monitor, note: note,
        memoryLimit: try memory { (memory) throws(MRError) in try memory.forMerging(task) },
        recent: recent, care: care)
      return try reduce.run(into: writesParts && output.isSeen ? output : nil)
    }
    var request = WireReduceFinishedRequest()
    request.workerID = worker
    request.attempt = assignment.attempt
    request.output = WireReduceOutput(result.output)
    request.engineCounters = WireEngineCounters(result.counters.engine)
    request.counters = WireCounters(result.counters.user)
    request.use = WireParameterUse(result.use)
    request.lines = running.takeLines(of: assignment.attempt, monitor)
    request.isLast = watch.memory.isExceeded
    request.bad = result.bad.map { WireBadInput($0) }
    let answer = try await answer { () async throws(MRError) in try await master.finish(request) }
    if answer.accepted { return answer.hasNext ? answer.next : nil }
    await BlockingThread.run { [store, namespace] in
      switch result.output {
      case .file:
        output.discard(partition: task.partition, attempt: attempt.number)
      case .blocks(let count, _):
        let part = BlockStreamName(namespace, .output(of: attempt))
        try? store.connect().delete(StoredBlocks(part, count: count).keys)
      }
    }
    return nil
  }

  /// What is left for an attempt, now that its plugin is loaded.
  private func memory(
    _ share: (WorkerMemory) throws(MRError) -> Int
  ) throws(AttemptFailure) -> Int {
    do throws(MRError) {
      return try share(
        WorkerMemory(limit: memoryLimit, base: watch.memory.bytes + job.memory))
    } catch {
      throw AttemptFailure(error: error)
    }
  }

  private func load(_ attempt: AttemptID, epoch: Int) throws(AttemptFailure) -> LoadedJob {
    do throws(MRError) {
      return try job.loaded(for: attempt, epoch: epoch) { (prepared) throws(MRError) in
        try code.begin(CodeSet(prepared.plan))
        let job = try LoadedJob(
          prepared.plan, splitPoints: prepared.splitPoints, isCaching: true,
          load: { (file) throws(MRError) in
            try watch.memory.counting { () throws(MRError) in try code.load(file) }
          },
          library: { (file) throws(MRError) in
            try watch.memory.counting { () throws(MRError) in try code.loadLibrary(file) }
          })
        watch.begin()
        return job
      }
    } catch {
      throw AttemptFailure(error: error)
    }
  }

  private func report(
    _ failure: AttemptFailure, _ attempt: WireAttemptId, _ monitor: AttemptMonitor
  ) async throws(MRError) {
    var request = WireReportFailureRequest()
    request.workerID = worker
    request.attempt = attempt
    request.lines = running.takeLines(of: attempt, monitor)
    request.error = WireError(running.withLastLines(failure.error))
    request.lostChunks = failure.lostChunks.map { UInt32(clamping: $0) }
    request.lostMapOutputs = failure.lostMapOutputs.map { lost in
      var wire = WireLostMapOutput()
      wire.mapTask = UInt32(clamping: lost.task)
      wire.mapAttempt = UInt32(clamping: lost.attempt)
      return wire
    }
    if let place = failure.place { request.place = WireRecordRange(place) }
    request.found = failure.found.map { WireBadInput($0) }
    try await answer { () async throws(MRError) in try await master.fail(request) }
  }

  /// Runs an attempt's work. When the worker ends meanwhile, nobody wants it any more.
  private func onThread<Result: Sendable>(
    _ monitor: AttemptMonitor, _ work: @escaping @Sendable () throws(AttemptFailure) -> Result
  ) async throws -> Result {
    try await withTaskCancellationHandler {
      try await BlockingThread.run { () throws(AttemptFailure) in try Threads.runAttempt(work) }
    } onCancel: {
      monitor.cancel()
      running.endIfStuck()
    }
  }

  /// Repeats a report until the master answers; it takes repeated ones for one. Whether a silent
  /// master is a lost one, the heartbeat decides.
  private func answer<Answer>(_ report: () async throws(MRError) -> Answer) async throws(MRError)
    -> Answer
  {
    while true {
      do throws(MRError) { return try await report() } catch {
        guard error.code == .network, !Task.isCancelled else { throw error }
        try? await Task.sleep(for: .milliseconds(200))
      }
    }
  }
}
