import BlockStore
import Execution
import Input
import Journal
import Logging
import Model
import Protocol
import Records
import Scheduling
import Synchronization

/// A job while it runs: the state machine of its tasks, and the services around it that do what
/// the machine asks for. Calls change the machine under a lock; what it wants done is performed in
/// order by `run`, outside of it.
final class RunningJob: Sendable {
  private struct State {
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
    /// Loads and reloads under way. The job's own load is the first.
    var loads = 1
    /// What is to be performed, in order.
    var pending: [SchedulingAction] = []
    /// Plugins of which the store has a copy for the job.
    var published: [PluginFile] = []
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
  /// Its partitions are ranges of keys.
  let samplesKeys: Bool
  /// What the first map task waits for: that the search for bounds is over, and the copying of
  /// plugins, well or badly.
  let preparations = Guarded(2)
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
  let monitor = AttemptMonitor()
  private let state: Mutex<State>
  /// There is something to perform.
  private let wakeUps: AsyncStream<Void>
  private let wakeUp: AsyncStream<Void>.Continuation

  /// - Parameters:
  ///   - mappers: Number of the cluster's mappers, which task sizes depend on.
  ///   - wake: Tells workers that wait in a role that there are so many tasks more.
  ///   - changed: Notified whenever the job's status changed.
  init(
    _ id: JobID, _ spec: JobSpec, plan: JobPlan, epoch: Int, recordName: String?,
    samplesKeys: Bool = false, mappers: Int, environment: MasterEnvironment, logs: JobLogs,
    changed: Signal,
    wake: @escaping @Sendable (Role, _ count: Int) -> Void
  ) {
    self.id = id
    self.spec = spec
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
      job: id, partitions: plan.partitions, epoch: epoch, recordName: recordName)
    state = Mutex(
      State(
        machine: machine, plan: plan, wirePlan: WireJobPlan(plan, blocks: plan.pluginBlocks)))
    (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Complete when the first map task is announced.
  var plan: JobPlan { state.withLock { $0.plan } }
  var wirePlan: WireJobPlan { state.withLock { $0.wirePlan } }

  // MARK: Calls

  /// Changes the machine and returns at once.
  @discardableResult
  func post<Result: Sendable>(_ body: @Sendable (inout JobMachine) -> Result) -> Result {
    state.withLock { state in
      let result = body(&state.machine)
      enqueue(&state)
      return result
    }
  }

  private func enqueue(_ state: inout State) {
    let actions = state.machine.takeActions()
    // A job that has ended performs nothing more: workers clean up behind themselves.
    guard !state.isClosed, !actions.isEmpty else { return }
    state.pending += actions
    wakeUp.yield()
  }

  /// A map attempt arrives at the barrier.
  func mapArrived(_ attempt: AttemptID, _ manifest: MapManifest, _ counters: Counters) -> Bool {
    guard post({ $0.mapArrived(attempt, manifest, counters) }) else { return false }
    let isTooMuch = state.withLock { state in
      state.forecast.add(manifest, input: Int(counters[Counters.mapInputBytes]))
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
    return Int(Double(progress.bytesLoaded) * Double(total) / Double(state.position))
  }

  /// What the output of all map tasks will take, in bytes.
  var expectedRoom: Int { state.withLock { $0.forecast.expected(of: inputSize($0)) } }

  /// A reduce attempt has written its output.
  func reduceArrived(_ attempt: AttemptID, _ output: ReduceOutput, _ counters: Counters) -> Bool {
    state.withLock { $0.attempts[attempt] = nil }
    return post { $0.reduceArrived(attempt, output, counters) }
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
  }

  var snapshot: Snapshot {
    state.withLock { state in
      var mapping = 0
      var reducing = 0
      for (attempt, bytes) in state.attempts {
        if attempt.task.kind == .map { mapping += bytes } else { reducing += bytes }
      }
      return Snapshot(
        progress: state.machine.progress, position: state.position, mapping: mapping,
        reducing: reducing, shuffled: state.forecast.size)
    }
  }

  // MARK: The run

  /// Runs the job to its end.
  /// - Parameter adopting: The output directory was prepared in a former life of the master.
  /// - Returns: nil if it was halted.
  func run(adopting: Bool) async -> JobOutcome? {
    var outcome: JobOutcome?
    let ticks = Task { await tick() }
    await withDiscardingTaskGroup { group in
      group.addTask { await self.load(adopting: adopting) }
      post { _ in }
      for await _ in wakeUps {
        let actions = state.withLock { state in
          defer { state.pending = [] }
          return state.pending
        }
        for case .finished(let end) in actions { outcome = end }
        if outcome == nil {
          // Nobody waits for history to be written.
          perform(actions, in: &group)
          _ = await record(actions)
        } else {
          if let failure = await record(actions) { outcome = .failed(failure) }
          perform(actions, in: &group)
        }
        changed.notify()
      }
    }
    ticks.cancel()
    await settleOutput(outcome)
    for file in state.withLock({ $0.published }) { environment.shelf.remove(file) }
    return state.withLock { $0.isHalting } ? nil : outcome
  }

  /// Ends the run because the master stops. The journal still has the job as running, so that the
  /// master's next life starts it anew.
  func halt() {
    state.withLock { state in
      if state.machine.cancel(reason: "the master stopped") { state.isHalting = true }
      enqueue(&state)
    }
  }

  /// Hands the journal what it is to remember, in one transaction.
  /// - Returns: Why that failed. What cannot be recorded must not be acknowledged: the job ends.
  private func record(_ actions: [SchedulingAction]) async -> MRError? {
    let records = actions.compactMap { action in
      if case .journal(let record) = action { record } else { nil }
    }
    if records.isEmpty || state.withLock({ $0.isHalting }) { return nil }
    do {
      try await environment.journal.append(records)
      return nil
    } catch {
      post { $0.inputFailed(error) }
      return error
    }
  }

  private func perform(_ actions: [SchedulingAction], in group: inout DiscardingTaskGroup) {
    for action in actions { perform(action, in: &group) }
    logs.append(
      actions.compactMap { action in
        if case .event(let event) = action { event } else { nil }
      })
  }

  private func perform(_ action: SchedulingAction, in group: inout DiscardingTaskGroup) {
    switch action {
    // Together with all the others.
    case .journal, .event: break
    case .deleteInput(let chunks): delete(chunks)
    case .reload(let chunks, let files):
      state.withLock { $0.loads += 1 }
      group.addTask { await self.reload(chunks, files) }
    case .deleteMapOutput(let manifests): delete(manifests)
    case .sweepMapOutput(let lost):
      environment.sweeper.sweep { [environment, id] block in
        BlockKey.mapOutput(
          environment.namespace, id, task: lost.task, attempt: lost.attempt, block: block)
      }
    case .commit(let partition, let attempt, let output):
      group.addTask { await self.commit(partition, attempt, output) }
    case .discardOutput(let partition, let attempt):
      group.addTask { await self.discard(partition, attempt) }
    case .commitJob:
      group.addTask { await self.commitJob() }
    // The worker learns it with its next heartbeat.
    case .revoke(_, let attempt): state.withLock { $0.attempts[attempt] = nil }
    case .wake(let role, let count): wake(role, count)
    case .finished:
      monitor.cancel()
      state.withLock { $0.sampling }?.cancel()
      window.close()
      endStream { $0.hasFinished = true }
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

  /// Leaves nothing in the output directory but the result: all of it, or none.
  private func settleOutput(_ outcome: JobOutcome?) async {
    let isOwned = state.withLock { $0.ownsOutput }
    guard isOwned else { return }
    do throws(MRError) {
      try await environment.committers.run { [output] () throws(MRError) in
        if outcome == .succeeded { try output.clean() } else { output.abandon() }
      }
    } catch {
      environment.logger.warning("\(id): \(error)")
    }
  }

  func published(_ file: PluginFile) { state.withLock { $0.published.append(file) } }

  func ownOutput() { state.withLock { $0.ownsOutput = true } }

  func setPosition(_ position: Int) {
    state.withLock { $0.position = position }
    changed.notify()
  }

  /// A load or reload is over, and has posted what came of it.
  func loadEnded() { endStream { $0.loads -= 1 } }

  /// The stream of actions ends when the job has and nothing is loaded any more: what a load
  /// leaves behind is still to be deleted.
  private func endStream(_ change: (inout State) -> Void) {
    state.withLock { state in
      change(&state)
      guard state.hasFinished, state.loads == 0 else { return }
      state.isClosed = true
      wakeUp.finish()
    }
  }

  private func tick() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      post { $0.tick(now: Clock.now) }
      if environment.storeRoom.hasDisk { await watchDisk() }
    }
  }
}
