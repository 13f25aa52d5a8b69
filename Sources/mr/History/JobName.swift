import ArgumentParser
import Model
import Threading

/// What commands that look at a job take: a job of a master, or one that `mr run` ran.
enum JobName: ExpressibleByArgument, Sendable {
  case job(JobID)
  case run(RunID)
  /// The run that ended last.
  case lastRun

  init?(argument: String) {
    if let job = JobID(argument) {
      self = .job(job)
    } else if let run = RunID(argument) {
      self = .run(run)
    } else if argument == "last" {
      self = .lastRun
    } else {
      return nil
    }
  }

  static let help: ArgumentHelp =
    "The job: one of a master's, as j1, or one that `mr run` ran, as r1 or last."

  enum Found: Sendable {
    case job(JobID)
    case run(RecordedRun)
  }

  /// Reads what is remembered, if it is a run.
  func found() async throws(MRError) -> Found {
    switch self {
    case .job(let id): return .job(id)
    case .run(let id):
      return .run(
        try await BlockingThread.run { () throws(MRError) in try RunHistory.standard().run(id) })
    case .lastRun:
      return .run(
        try await BlockingThread.run { () throws(MRError) in try RunHistory.standard().last() })
    }
  }
}
