/// Where a job stands, as it is remembered and listed.
package enum JobState: String, Sendable, Hashable, CaseIterable {
  case queued, running, succeeded, failed, cancelled

  package var isFinal: Bool {
    switch self {
    case .queued, .running: false
    case .succeeded, .failed, .cancelled: true
    }
  }
}
