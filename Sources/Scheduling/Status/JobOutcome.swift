package import Model

/// How a job ended.
package enum JobOutcome: Sendable, Hashable {
  case succeeded
  /// The result is there, without what was set aside.
  case incomplete
  case failed(MRError)
  case cancelled(reason: String)

  package var state: JobState {
    switch self {
    case .succeeded: .succeeded
    case .incomplete: .incomplete
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }

  /// Whether there is a result.
  package var hasResult: Bool { self == .succeeded || self == .incomplete }

  /// Why there is no result.
  package var error: MRError? {
    switch self {
    case .succeeded, .incomplete: nil
    case .failed(let error): error
    case .cancelled(let reason): MRError(.cancelled, reason)
    }
  }
}
