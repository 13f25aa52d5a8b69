import Output
import Threading
import BlockStore
import Input
import Journal
import Logging
import Model
import Protocol
import Records
import Scheduling
import Synchronization

/// A job while it runs: the state machine of its tasks, and the services around it that do what
/// the machine asks for. Calls change the machine under a lock; what it then wants done is done by
/// the caller, outside of it and in order (`RunningJob+Actions`). Only the journal is left to `run`.
final class RunningJob: Sendable {
  struct State {
    var machine: JobMachine
    var plan: JobPlan
    /// The same as every assignment has it.
    var wirePlan: WireJobPlan
    /// Of the keys, while it is under way.
    var sampling: Task<Result<[[UInt8]], MRError>, Never>?
    /// Bytes of the input files that have been read.
    var position = 0
    /// Bytes that running attempts have worked on.
    var attempts: [AttemptID: Int] = [:]
    /// What map tasks have in the store, and will have.
    var forecast = RoomForecast()
    /// Calls on other threads that are under way. The job's load is the first.
    var works = 1
    /// What is to be performed, in order.
    var pending: [SchedulingAction] = []
    /// One of the callers is at it.
    var isPerforming = false
    /// What is to be performed once the journal has the job's end.
    var ending: [SchedulingAction]?
    /// What the journal is to remember, and has not been told.
    var history: [JournalRecord] = []
    /// It is to be told now.
    var isHistoryDue = false
    /// Plugins of which the store has a copy for the job.
    var published: [PluginFile] = []
    /// What users should know even if the job succeeds.
    var warnings: [String] = []
    /// The output directory was empty and is the job's now.
    var ownsOutput = false
    /// The machine wants nothing any more.
    var hasFinished = false
    /// Nothing more is performed.
    var isClosed = false
    /// The master stops: the job ends here, but not in the journal.
    var isHalting = false
  }

  let id: JobID
  let spec: JobSpec
  /// What is loaded.
  let listing: InputWalk.Listing
  /// Its partitions are ranges of keys.
  let samplesKeys: Bool
  /// What the first map task waits for: the output directory, the copies of plugins, the search for
  /// bounds. Each is over at some time, well or badly.
  let preparations = Guarded(3)
  /// By which workers prove that they see the output directory.
  let outputToken: String
  /// How the tokens of all starts of this job begin.
  let outputOwner: String
  let output: OutputDirectory
  let environment: MasterEnvironment
  let logs: JobLogs
  let wake: @Sendable (Role, _ count: Int) -> Void
  let changed: Signal
  let window: LoadWindow
  let mappers: Int
  /// Ends the threads that load.
  let cancellation = Cancellation()
  let state: Mutex<State>
  /// There is something for the journal.
  private let wakeUps: AsyncStream<Void>
  let wakeUp: AsyncStream<Void>.Continuation

  /// - Parameters:
  ///   - watch: The parameters that some attempt has to ask for.
  ///   - mappers: Number of the cluster's mappers, which task sizes depend on.
  ///   - wake: Tells workers that wait in a role that there are so many tasks more.
  ///   - changed: Notified whenever the job's status changed.
  init(
    _ id: JobID, _ spec: JobSpec, plan: JobPlan, listing: InputWalk.Listing, epoch: Int,
    recordName: String?,
    samplesKeys: Bool = false, watch: ParameterWatch? = nil, mappers: Int,
    environment: MasterEnvironment, logs: JobLogs,
    changed: Signal,
    wake: @escaping @Sendable (Role, _ count: Int) -> Void
  ) {
    self.id = id
    self.spec = spec
    self.listing = listing
    self.samplesKeys = samplesKeys
    self.mappers = mappers
    self.environment = environment
    self.logs = logs
    self.changed = changed
    self.wake = wake
    outputOwner = "\(environment.stateDirectory) \(id) "
    outputToken = "\(outputOwner)\(environment.namespace) \(epoch)"
    output = OutputDirectory(path: String(decoding: plan.output.bytes, as: UTF8.self))
    window = LoadWindow(storeMemory: environment.storeRoom.memory, mappers: mappers)
    let machine = JobMachine(
      job: id, partitions: plan.partitions,
      store: StoreLimits(
        blockCapacity: BlockLayout.payloadCapacity, capacity: environment.storeRoom.capacity),
      epoch: epoch, recordName: recordName, watch: watch)
    state = Mutex(
      State(
        machine: machine, plan: plan, wirePlan: WireJobPlan(plan, blocks: plan.pluginBlocks)))
    (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Complete when the first map task is announced.
  var plan: JobPlan { state.withLock { $0.plan } }
  var wirePlan: WireJobPlan { state.withLock { $0.wirePlan } }

  // MARK: Calls

  /// Changes the machine, and does what it then wants. Never waits.
  @discardableResult
  func post<Result: Sendable>(_ body: @Sendable (inout JobMachine) -> Result) -> Result {
    let result = state.withLock { state in
      let result = body(&state.machine)
      state.collect()
      return result
    }
    perform()
    return result
  }

  /// A map attempt arrives at the barrier.
  func mapArrived(
    _ attempt: AttemptID, _ manifest: MapManifest, _ counters: Counters,
    _ use: ParameterWatch.Use = .init(), by worker: WorkerID
  ) -> Bool {
    guard post({ $0.mapArrived(attempt, manifest, counters, use, by: worker) }) else {
      return false
    }
    let isTooMuch = state.withLock { state in
      state.forecast.add(manifest, input: counters.engine.mapInputBytes)
      state.attempts[attempt] = nil
      return state.forecast.exceeds(environment.storeRoom.capacity, of: inputSize(state))
    }
    if isTooMuch { failForRoom() }
    return true
  }

  /// The input without compression, in bytes, going by what of it is loaded; nil if nothing is.
  private func inputSize(_ state: State) -> Int? {
    let progress = state.machine.progress
    guard let total = progress.bytesTotal, state.position > 0 else { return nil }
    return Int(saturating: Double(progress.bytesLoaded) * Double(total) / Double(state.position))
  }

  /// What the output of all map tasks will take, in bytes.
  var expectedRoom: Int { state.withLock { $0.forecast.expected(of: inputSize($0)) } }

  /// A reduce attempt has written its output.
  func reduceArrived(
    _ attempt: AttemptID, _ output: ReduceOutput, _ counters: Counters,
    _ use: ParameterWatch.Use = .init(), by worker: WorkerID
  ) -> Bool {
    let isAccepted = post { $0.reduceArrived(attempt, output, counters, use, by: worker) }
    if isAccepted { state.withLock { $0.attempts[attempt] = nil } }
    return isAccepted
  }

  func note(_ attempt: AttemptID, bytes: Int) {
    state.withLock { $0.attempts[attempt] = bytes }
  }

  struct Snapshot: Sendable {
    var progress: JobProgress
    var position: Int
    var mapping: Int
    var reducing: Int
    /// Bytes that reducers read, of the map tasks that are done.
    var shuffled: Int
    var warnings: [String]
  }

  var snapshot: Snapshot {
    state.withLock { state in
      var mapping = 0
      var reducing = 0
      for (attempt, bytes) in state.attempts {
        switch attempt.task.kind {
        case .map: mapping = mapping.addingSaturated(bytes)
        case .reduce: reducing = reducing.addingSaturated(bytes)
        }
      }
      return Snapshot(
        progress: state.machine.progress, position: state.position, mapping: mapping,
        reducing: reducing, shuffled: state.forecast.size, warnings: state.warnings)
    }
  }

  // MARK: The run

  /// Runs the job to its end.
  /// - Parameter adopting: The output directory was prepared in a former life of the master.
  /// - Returns: nil if it was halted.
  func run(adopting: Bool) async -> JobOutcome? {
    var outcome: JobOutcome?
    let ticks = Task { await tick() }
    async let loading: Void = load(adopting: adopting)
    post { _ in }
    for await _ in wakeUps {
      let (records, ending) = state.withLock { $0.takeHistory() }
      let failure = await record(records)
      guard let ending else { continue }
      for case .finished(let end) in ending { outcome = failure.map { .failed($0) } ?? end }
      perform(ending)
    }
    await loading
    ticks.cancel()
    await settleOutput(outcome)
    return state.withLock { $0.isHalting } ? nil : outcome
  }

  /// What nobody waits for, after `run`.
  func conclude() async {
    await logs.settle()
    for file in state.withLock({ $0.published }) { environment.shelf.remove(file) }
    if state.withLock({ $0.isHalting }) { return }
    do throws(MRError) {
      try await environment.journal.conclude(state.withLock { $0.history })
    } catch {
      environment.logger.warning("\(id): \(error)")
    }
  }

  /// Ends the run because the master stops. The journal still has the job as running, so that the
  /// master's next life starts it anew.
  func halt() {
    state.withLock { state in
      if state.machine.cancel(reason: "the master stopped") { state.isHalting = true }
      state.collect()
    }
    perform()
  }

  /// Hands the journal what it is to remember, in one transaction.
  /// - Returns: Why that failed. What cannot be recorded must not be acknowledged: the job ends.
  private func record(_ records: [JournalRecord]) async -> MRError? {
    if records.isEmpty || state.withLock({ $0.isHalting }) { return nil }
    do {
      try await environment.journal.append(records)
      return nil
    } catch {
      post { $0.fail(error) }
      return error
    }
  }

  /// Sampling is to end with the job, which may have ended already.
  func hold(_ sampling: Task<Result<[[UInt8]], MRError>, Never>) {
    let hasFinished = state.withLock { state in
      state.sampling = sampling
      return state.hasFinished
    }
    if hasFinished { sampling.cancel() }
  }

  func setSplitPoints(_ points: [[UInt8]]) {
    state.withLock { state in
      state.plan.splitPoints = points
      state.wirePlan = WireJobPlan(state.plan, blocks: state.plan.pluginBlocks)
    }
  }

  func published(_ file: PluginFile) { state.withLock { $0.published.append(file) } }

  /// Tells users what they should know even if the job succeeds.
  func warn(_ text: String) {
    state.withLock { $0.warnings.append(text) }
    logs.append(.warning(text))
  }

  func setPosition(_ position: Int) {
    state.withLock { $0.position = position }
    changed.notify()
  }

  private func tick() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      post { $0.tick(now: Clock.now) }
      state.withLock { $0.isHistoryDue = true }
      wakeUp.yield()
      if environment.storeRoom.hasDisk { await watchDisk() }
    }
  }
}
