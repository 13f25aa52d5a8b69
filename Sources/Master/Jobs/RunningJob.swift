import Foundation
import Input
import Journal
import Logging
import Model
import Planning
import Protocol
import Records
import Scheduling
import Synchronization
import Threading

/// A job while it runs: the state machine of its tasks, and around it those who do what the machine asks
/// for. Calls change the machine under a lock; what it then wants is done by the caller, outside of it
/// and in order (`RunningJob+Actions`). Only the journal is left to `run`.
final class RunningJob: Sendable {
  struct State {
    var machine: JobMachine
    var stage = RunStage.preparing
    /// What workers are told of the job, once it is prepared.
    var told = Data()
    var meter = JobMeter()
    var actions = ActionQueue()
    var history = JobHistory()
    /// What the job goes on from, once it is prepared.
    var former: FormerTasks?
    /// The map output of other jobs, once the job is prepared, if it reuses that.
    var reuse: MapReuse?
    /// How many map tasks were taken over.
    var taken = 0
    /// How many have the map output of other jobs.
    var reused = 0
    /// Number of calls on other threads that are under way. The preparation is the first.
    var works = 1
  }

  let id: JobID
  let epoch: Int
  let input: JobInput
  let output: JobOutput
  let plugins: JobPlugins
  let environment: MasterEnvironment
  let logs: JobLogs
  let wake: @Sendable (Role, _ count: Int) -> Void
  let changed: AsyncCondition
  /// Notified once, when the machine has ended.
  let finished = AsyncCondition()
  let state: Mutex<State>
  let planned: PlannedJob
  let spec: JobSpec
  /// What the job goes on from, if it does.
  let former: FormerJob?
  /// The number of mappers that tasks are cut for.
  let mappers: Int
  /// Tells that there is something for the journal.
  private let wakeUps: AsyncStream<Void>
  let wakeUp: AsyncStream<Void>.Continuation

  /// - Parameters:
  ///   - epoch: Number of the job's starts before this one.
  ///   - former: What the job goes on from.
  ///   - mappers: Number of the cluster's mappers, which task sizes depend on.
  ///   - changed: Notified whenever the job's status changed.
  ///   - wake: Tells workers that wait in a role that there are so many tasks more.
  init(
    _ id: JobID, _ spec: JobSpec, _ planned: PlannedJob, former: FormerJob?, epoch: Int,
    mappers: Int,
    environment: MasterEnvironment, logs: JobLogs, changed: AsyncCondition,
    wake: @escaping @Sendable (Role, _ count: Int) -> Void
  ) {
    self.id = id
    self.epoch = epoch
    self.planned = planned
    self.spec = spec
    self.environment = environment
    self.logs = logs
    self.changed = changed
    self.wake = wake
    let plan = planned.plan
    // Tasks that are to be taken over are cut as they were.
    self.former = former
    self.mappers = former?.mappers ?? mappers
    input = JobInput(
      id, plan: plan, taskBytes: spec.taskBytes ?? JobSpec.mostTaskBytes, mappers: self.mappers,
      environment: environment)
    output = JobOutput(id, epoch: epoch, plan: plan, environment: environment)
    plugins = JobPlugins(plan, shelf: environment.shelf)
    let machine = JobMachine(
      job: id, partitions: plan.partitions,
      store: StoreLimits(
        blockCapacity: BlockLayout.payloadCapacity, capacity: environment.storeRoom.capacity),
      epoch: epoch, recordName: planned.recordName, watch: planned.watch, policy: spec.badInput)
    state = Mutex(State(machine: machine))
    (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// What a worker is told of the job before its first task of it: a prepared job, encoded once.
  var told: Data { state.withLock { $0.told } }

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
      let (records, ending) = state.withLock { $0.history.take() }
      let failure = await record(records)
      guard let ending else { continue }
      for case .finished(let end) in ending { outcome = failure.map { .failed($0) } ?? end }
      perform(ending)
    }
    await loading
    ticks.cancel()
    await settleOutput(hasResult: outcome?.hasResult ?? false)
    return isHalted ? nil : outcome
  }

  /// What nobody waits for, after `run`.
  func conclude() async {
    await logs.settle()
    plugins.withdraw()
    if isHalted { return }
    do throws(MRError) {
      try await environment.journal.conclude(state.withLock { $0.history.records })
    } catch {
      environment.logger.warning("\(id): \(error)")
    }
  }

  /// Ends the run because the master stops. The journal still has the job as running, so that the
  /// master's next life starts it anew.
  func halt() {
    state.withLock { state in
      if state.machine.cancel(reason: "the master stopped") { state.stage.halt() }
      state.collect()
    }
    perform()
  }

  private var isHalted: Bool { state.withLock { $0.stage.isHalted } }

  /// Hands the journal what it is to remember, in one transaction.
  /// - Returns: Why that failed. What cannot be recorded must not be acknowledged: the job ends.
  private func record(_ records: [JournalRecord]) async -> MRError? {
    if records.isEmpty || isHalted { return nil }
    do {
      try await environment.journal.append(records)
      return nil
    } catch {
      post { $0.fail(error) }
      return error
    }
  }

  private func settleOutput(hasResult: Bool) async {
    do throws(MRError) {
      try await environment.committers.run { [output] () throws(MRError) in
        try output.settle(hasResult: hasResult)
      }
    } catch {
      environment.logger.warning("\(id): \(error)")
    }
  }

  private func tick() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      post { $0.tick(now: Clock.now) }
      state.withLock { $0.history.isToBeTold() }
      wakeUp.yield()
      if environment.storeRoom.hasDisk { await watchDisk() }
    }
  }

  // MARK: Preparing and loading

  /// Loads the input while the rest is prepared: the first map task waits for that.
  private func load(adopting: Bool) async {
    // A million files take seconds: their paths and attributes follow from the layout.
    let files = await BlockingThread.run { [planned] in Array(planned.listing) }
    if let remark = planned.listing.remark { warn(remark) }
    let bytes = files.lazy.map(\.size).saturatedSum()
    post { $0.setInputSize(bytes: bytes, files: files.count) }
    changed.notify()
    async let loading: Void = load(files)
    switch await prepare(files, adopting: adopting) {
    case .success(let told):
      do throws(MRError) {
        try takeOver(told)
        try beginReuse(told)
        state.withLock { state in
          state.told = told
          state.stage.begin()
        }
      } catch {
        post { $0.fail(error) }
      }
    case .failure(let error): post { $0.fail(error) }
    }
    input.open()
    await loading
    tellTaken()
    post { $0.inputEnded() }
    endWork()
  }

  /// Ends soon if the job does.
  private func prepare(_ files: [InputFile], adopting: Bool) async -> Result<Data, MRError> {
    let preparation = JobPreparation(
      id: id, epoch: epoch, planned: planned, output: output, plugins: plugins,
      environment: environment)
    return await withTaskGroup(of: Result<Data, MRError>?.self) { [finished] group in
      group.addTask {
        do throws(MRError) {
          return .success(try await preparation.run(files, adopting: adopting).encoded())
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        await finished.wait(after: 0)
        return nil
      }
      var prepared = Result<Data, MRError>.failure(MRError(.cancelled, "the job has ended"))
      for await result in group {
        if let result { prepared = result }
        group.cancelAll()
      }
      return prepared
    }
  }

  private func load(_ files: [InputFile]) async {
    do throws(MRError) {
      try await BlockingThread.run { [self] () throws(MRError) in
        try input.load(
          files, refusals: planned.listing.refusals, reuse: { [self] in reuse },
          setAside: { [self] bad in
            reuse?.taint()
            post { $0.inputSetAside(bad, of: files[bad.range.file]) }
          },
          announce: { [self] task in announce(task) },
          report: { [self] position in
            state.withLock { $0.meter.position = position }
            changed.notify()
          })
      }
    } catch {
      post { $0.fail(error) }
    }
  }
}
