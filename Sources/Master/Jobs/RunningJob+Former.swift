import Blocks
import BlockStore
import Foundation
import Model
import Output
import Planning
import Protocol
import Scheduling
import Synchronization

/// Going on from an incomplete result of the same job.
extension RunningJob {
  /// Sees what can be taken over, now that the job is prepared.
  func takeOver(_ told: Data) throws(MRError) {
    guard let former, let source = spec.former else { return }
    let prepared = try PreparedJob(encoded: told)
    do throws(FormerTasks.Refusal) {
      let tasks = try FormerTasks(
        former, in: source.path, for: prepared,
        shape: FormerJob.Shape(prepared, job: planned.job), onlySameCode: source.onlySameCode)
      state.withLock { $0.former = tasks }
    } catch {
      warn("nothing of \(source.path) is taken over: \(error.reason)")
    }
  }

  /// A map task was cut: it runs, or is taken over. Blocks.
  func announce(_ task: MapTask) {
    guard let former = state.withLock({ $0.former }) else {
      post { $0.addMapTask(task) }
      return
    }
    let attempt = state.withLock { $0.machine.takenAttempt(task.index) }
    let taken = try? former.take(
      task, attempt: attempt, store: environment.store, namespace: environment.namespace,
      cancellation: input.cancellation)
    guard let taken else {
      post { $0.addMapTask(task) }
      return
    }
    if post({ $0.addMapTask(task, taken: taken) }) {
      state.withLock { state in
        state.taken += 1
        state.meter.mapped(taken.manifest, input: taken.counters.engine.mapInputBytes)
      }
    }
  }

  /// Says how much was taken over, once all tasks are cut.
  func tellTaken() {
    let (former, taken, reused, all) = state.withLock {
      ($0.former, $0.taken, $0.reused, $0.machine.progress.mapTasks.known)
    }
    guard let former else { return }
    warn(
      "\(taken) of \(all) map tasks are taken over"
        + (reused == 0 ? "" : ", \(reused) more are in the cache")
        + (former.isSameCode || taken == 0
          ? "" : "; they ran with the former plugin: --all runs them anew"))
  }

  /// Leaves beside an incomplete result what another job can go on from. Blocks.
  func leaveForAnother() {
    let outputs = state.withLock { $0.machine.mapOutputs }
    let size = outputs.reduce(0) { $0.addingSaturated($1.manifest?.bytes ?? 0) }
    guard let prepared = try? PreparedJob(encoded: told) else { return }
    let tasks = outputs.map { output in
      FormerJob.Task(
        pieces: FormerJob.Piece.all(of: output.task), blocks: output.manifest?.blocks ?? 0,
        offsets: output.manifest?.runs.map(\.offsets) ?? [],
        records: output.manifest?.runs.map(\.records) ?? [],
        engine: output.counters.engine.values, user: output.counters.user.values, file: nil)
    }
    let job = FormerJob(
      spec: spec, digests: planned.plan.digests,
      shape: FormerJob.Shape(prepared, job: planned.job), mappers: mappers, tasks: tasks)
    let isKept = size <= FormerJobWriter.mostBytes
    if !isKept { warn("the intermediate data is too large to be kept: `mr resume` runs all anew") }
    do throws(MRError) {
      try FormerJobWriter(
        job: id, directory: output.directory, store: environment.store,
        namespace: environment.namespace
      ).write(job, outputs.map { isKept ? $0.manifest : nil })
    } catch {
      warn("`mr resume` will run all anew: \(error)")
    }
  }
}
