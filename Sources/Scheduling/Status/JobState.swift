/// Where a job stands, as it is remembered and listed.
package enum JobState: String, Sendable, Hashable, CaseIterable {
  case queued, running, succeeded, incomplete, failed, cancelled

  package var isFinal: Bool {
    switch self {
    case .queued, .running: false
    case .succeeded, .incomplete, .failed, .cancelled: true
    }
  }
}
