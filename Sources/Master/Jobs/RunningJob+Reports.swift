import Cache
import Model
import Protocol
import Output
import Scheduling
import Synchronization
import Threading

/// What workers report, and what users see of it.
extension RunningJob {
  /// A map attempt arrives at the barrier.
  /// - Parameter code: The files that the worker has code from, of a job that reuses map output.
  /// - Returns: whether its output counts.
  func mapArrived(
    _ attempt: AttemptID, _ manifest: MapManifest, _ counters: Counters,
    _ use: ParameterWatch.Use = .init(), bad: [BadInput] = [], code: [CodeFile] = [],
    by worker: WorkerID
  ) -> Bool {
    let (isAccepted, isFirst) = post { machine in
      let done = machine.mapsDone
      let isAccepted = machine.mapArrived(attempt, manifest, counters, use, bad: bad, by: worker)
      return (isAccepted, machine.mapsDone > done)
    }
    // The answer to a report may be lost: then the same one comes again, and counts no second time.
    guard isFirst else { return isAccepted }
    keep(attempt, manifest, counters, use, code)
    let isTooMuch = state.withLock { state in
      state.meter.mapped(manifest, input: counters.engine.mapInputBytes)
      return state.meter.forecast.exceeds(
        environment.storeRoom.capacity, of: state.meter.inputSize(state.machine.progress))
    }
    if isTooMuch { failForRoom() }
    return true
  }

  /// Keeps which files the keys of a map task may come from.
  func keep(_ marks: [UInt8], of task: Int) async {
    guard let provenance = output.provenance else { return }
    await environment.committers.run { provenance.append(task: task, marks) }
  }

  func isHeld(_ attempt: AttemptID, by worker: WorkerID) -> Bool {
    state.withLock { $0.machine.holds(attempt, worker) }
  }

  /// Whether what the plugin of an attempt has written can come from that worker.
  func mayWrite(_ attempt: AttemptID, _ worker: WorkerID) -> Bool {
    state.withLock { $0.machine.mayWrite(attempt, worker) }
  }

  /// A reduce attempt has written its output.
  /// - Returns: whether that counts.
  func reduceArrived(
    _ attempt: AttemptID, _ output: ReduceOutput, _ counters: Counters,
    _ use: ParameterWatch.Use = .init(), bad: [BadInput] = [], by worker: WorkerID
  ) -> Bool {
    post { $0.reduceArrived(attempt, output, counters, use, bad: bad, by: worker) }
  }

  var snapshot: JobMeter.Snapshot {
    state.withLock { $0.meter.snapshot(of: $0.machine) }
  }

  /// Lines that the plugin wrote.
  func note(_ lines: [WireUserLogLine]) {
    if lines.isEmpty { return }
    state.withLock { $0.meter.note(lines) }
    reuse?.note(lines)
  }

  /// Tells users what they should know even if the job succeeds.
  func warn(_ text: String) {
    state.withLock { $0.meter.warn(text) }
    logs.append(.warning(text))
  }
}
