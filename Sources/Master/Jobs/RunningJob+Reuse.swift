import Foundation
import Cache
import Model
import Protocol
import Scheduling
import Synchronization
import Threading

/// Map output of earlier jobs, and for later ones.
extension RunningJob {
  /// The map output of other jobs, once the job is prepared.
  var reuse: MapReuse? { state.withLock { $0.reuse } }

  /// Looks at what earlier jobs left from now on.
  func beginReuse(_ told: Data) throws(MRError) {
    guard spec.reuse else { return }
    guard let cache = RecordCache.open(spec.cache) else {
      return warn("no map output is reused, and none is kept: the master has no cache")
    }
    let reuse = MapReuse(
      try PreparedJob(encoded: told),
      attempt: state.withLock { $0.machine.takenAttempt(0).number }, layout: spec.input,
      cut: input.cut, cache, store: environment.store, namespace: environment.namespace,
      announce: { [self] in announce($0, $1, $2) })
    beginWork()
    _ = BlockingThread { [self] in
      reuse.keeper.run()
      endWork()
    }
    let isEnded = state.withLock { state in
      state.reuse = reuse
      return state.machine.isEnded
    }
    if isEnded { reuse.keeper.close() }
  }

  /// Waits until all that can be kept is. Blocks.
  func settleReuse() {
    guard let reuse else { return }
    reuse.keeper.settle()
    if let trouble = reuse.cache.takeTrouble() { warn(trouble) }
  }

  /// A map attempt has arrived at the barrier, and counts.
  func keep(
    _ attempt: AttemptID, _ manifest: MapManifest, _ counters: Counters,
    _ use: ParameterWatch.Use, _ code: [CodeFile]
  ) {
    guard let reuse else { return }
    var report = WireArriveRequest()
    report.manifest = WireManifest(manifest)
    report.engineCounters = WireEngineCounters(counters.engine)
    report.counters = WireCounters(counters.user)
    report.use = WireParameterUse(use)
    let isWhole = state.withLock { $0.machine.lacksNothing(attempt.task.index) }
    reuse.arrived(attempt, report, code: code, isWhole: isWhole)
  }

  /// A map task was cut that need not run.
  private func announce(_ task: MapTask, _ taken: TakenMap, _ lines: [WireUserLogLine]) {
    guard post({ $0.addMapTask(task, taken: taken) }) else { return }
    state.withLock { state in
      state.reused += 1
      state.meter.mapped(taken.manifest, input: taken.counters.engine.mapInputBytes)
      state.meter.note(lines)
    }
    logs.append(lines)
  }
}
