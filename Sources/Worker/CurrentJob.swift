import Execution
import Foundation
import Model
import Output
import Protocol
import Synchronization

/// The job that this worker runs tasks of, as the master told it once. Its code is loaded for the first
/// task and kept for the next ones, until the worker is told about another job.
final class CurrentJob: Sendable {
  private enum Content {
    case told(PreparedJob)
    case loaded(LoadedJob)
  }

  private struct State {
    var id: JobID
    var epoch: Int
    var output: OutputDirectory
    /// An estimate of what the bounds of partitions take, in bytes: of a range job with many
    /// partitions they are megabytes.
    var memory: Int
    var content: Content
  }
  private let state = Mutex<State?>(nil)

  /// What the master need not tell again.
  var known: (id: JobID, epoch: Int)? { state.withLock { $0.map { ($0.id, $0.epoch) } } }

  /// The memory that the job takes beside its code, in bytes.
  var memory: Int { state.withLock { $0?.memory ?? 0 } }

  /// Takes another job in the place of the one before, which is given up first.
  /// - Parameter message: A prepared job, as the master encoded it.
  func take(_ message: Data) throws(MRError) {
    state.withLock { $0 = nil }
    let job = try PreparedJob(encoded: message)
    let perBound = MemoryLayout<[UInt8]>.size + MemoryLayout<UInt64>.size * 3
    state.withLock {
      $0 = State(
        id: job.id, epoch: job.epoch,
        output: OutputDirectory(
          path: String(decoding: job.plan.output.bytes, as: UTF8.self), token: job.outputToken),
        memory: job.splitPoints.reduce(0) { $0 + $1.count + perBound }, content: .told(job))
    }
  }

  /// The job's code in this process.
  /// - Parameters:
  ///   - attempt: Of the job, by which it is known that master and worker mean the same.
  ///   - epoch: The job's.
  ///   - load: Loads what the worker was told about. Called for the first task.
  func loaded(
    for attempt: AttemptID, epoch: Int, _ load: (PreparedJob) throws(MRError) -> LoadedJob
  ) throws(MRError) -> LoadedJob {
    switch try current(attempt, epoch).content {
    case .loaded(let job): return job
    case .told(let prepared):
      let job = try load(prepared)
      state.withLock { state in
        if state?.id == attempt.job, state?.epoch == epoch { state?.content = .loaded(job) }
      }
      return job
    }
  }

  /// Where the job's parts are to appear.
  func output(for attempt: AttemptID, epoch: Int) throws(MRError) -> OutputDirectory {
    try current(attempt, epoch).output
  }

  private func current(_ attempt: AttemptID, _ epoch: Int) throws(MRError) -> State {
    guard let state = state.withLock({ $0 }), state.id == attempt.job, state.epoch == epoch else {
      throw MRError(
        .internal, "the worker was given a task of \(attempt.job) and was not told about the job")
    }
    return state
  }
}
