package import Model

/// How a job ended.
package enum JobOutcome: Sendable, Hashable {
  case succeeded
  case failed(MRError)
  case cancelled(reason: String)

  package var state: JobState {
    switch self {
    case .succeeded: .succeeded
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }

  /// Why the job did not succeed.
  package var error: MRError? {
    switch self {
    case .succeeded: nil
    case .failed(let error): error
    case .cancelled(let reason): MRError(.cancelled, "the job was cancelled", cause: reason)
    }
  }
}
