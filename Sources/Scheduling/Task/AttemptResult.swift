package import Model

/// How an attempt ended.
package enum AttemptResult: Sendable, Hashable {
  /// A map attempt arrived at the barrier, or a reduce attempt's output was committed.
  case succeeded
  /// The attempt failed, which counts towards the task's number of attempts.
  case failed(MRError)
  /// It ended through no fault of its own: its input was lost, or the job ended. The text says why.
  case withdrawn(String)

  /// A stable word for files and tables.
  package var name: String {
    switch self {
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .withdrawn: "withdrawn"
    }
  }

  /// Why it did not succeed.
  package var error: MRError? {
    switch self {
    case .succeeded: nil
    case .failed(let error): error
    case .withdrawn(let reason): MRError(.cancelled, reason)
    }
  }
}
