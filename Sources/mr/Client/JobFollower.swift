import ArgumentParser
import GRPCCore
import Model
import Protocol
import Synchronization

/// Follows a job to its end: progress and the user's log on standard error, the outcome on standard
/// output.
final class JobFollower: Sendable {
  private let client: MasterClient
  private let isQuiet: Bool
  private let isJSON: Bool
  private let output: String?
  private let state = Mutex(State(display: ProgressDisplay(screen: .standardError())))

  private struct State {
    var display: ProgressDisplay
    var last: WireJobStatus?
    var repeated = RepeatedLines()
  }

  /// - Parameters:
  ///   - isQuiet: no progress, no log lines, no summary.
  ///   - isJSON: the outcome as JSON instead of a summary.
  ///   - output: where the result goes in the end, if not where the job writes it.
  init(client: MasterClient, isQuiet: Bool, isJSON: Bool, output: String? = nil) {
    self.output = output
    self.client = client
    self.isQuiet = isQuiet
    self.isJSON = isJSON
  }

  /// - Throws: the job's error if it has no result; `ExitCode.incomplete` if it is incomplete.
  func follow(_ id: JobID) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    Console.above.withLock {
      $0 = { [self] text in
        let lines = text.split(separator: "\n").map(String.init)
        state.withLock { $0.display.log(lines) }
      }
    }
    defer {
      Console.above.withLock { $0 = nil }
      state.withLock { $0.display.clear() }
    }
    try await client.follow(id) { event in
      self.show(event, at: (clock.now - start) / .seconds(1))
    }
    state.withLock { state in
      state.display.log(state.repeated.due(at: .infinity))
      state.display.clear()
    }
    guard let last, last.phase.isEnd else {
      throw MRError(
        .network, "the master stopped telling about job \(id)",
        remedy: "See how it stands with `mr status \(id)`.")
    }
    try report(last)
  }

  /// The job as it was told last.
  var last: WireJobStatus? {
    var job = state.withLock { $0.last }
    if let output { job?.spec.output = output }
    return job
  }

  /// A line of the command's own, above the progress.
  func note(_ text: String) {
    if !isQuiet { Console.note(text) }
  }

  /// Prints how a job ended.
  /// - Throws: the job's error if it has no result; `ExitCode.incomplete` if it is incomplete.
  func report(_ job: WireJobStatus) throws {
    if isJSON {
      try JSON.print(JobView(job))
    } else if !isQuiet, job.failure == nil {
      try Console.print(job.summary.text)
    }
    if let failure = job.failure { throw failure }
    if isQuiet, !isJSON { job.summary.tellQuietly() }
    if job.phase == .incomplete { throw ExitCode.incomplete }
  }

  private func show(_ event: WireJobEvent, at seconds: Double) {
    state.withLock { state in
      switch event.event {
      case .status(let job):
        state.last = job
        if !isQuiet, !job.phase.isEnd { state.display.update(job, at: seconds) }
      case .line(let line):
        guard !isQuiet, line.isForFollowers else { break }
        let text = line.followerText
        // What the plugin says is shown as it comes.
        let isShown = line.log == .user || state.repeated.admits(text, at: seconds)
        if isShown { state.display.log([text]) }
      case nil: break
      }
      let due = state.repeated.due(at: seconds)
      if !due.isEmpty { state.display.log(due) }
    }
  }
}
