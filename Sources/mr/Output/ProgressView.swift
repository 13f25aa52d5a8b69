import Protocol

/// How far a running job is, as `--json` shows it. Field names are part of the interface.
struct ProgressView: Encodable {
  struct Phase: Encodable {
    /// `waiting`, `running` or `done`.
    var state: String
    /// In bytes; the total is an estimate while input is loaded.
    var doneBytes: UInt64
    var totalBytes: UInt64
    var percent: Double
  }

  /// By their names: `loading`, `mapping`, `reducing`.
  private var phases: [String: Phase]

  init(_ job: WireJobStatus) {
    phases = [:]
    for phase in PhaseProgress.phases(of: job) {
      phases[phase.kind.rawValue] = Phase(
        state: "\(phase.state)", doneBytes: phase.done, totalBytes: phase.total,
        percent: (phase.fraction * 1000).rounded(.down) / 10)
    }
  }

  func encode(to encoder: any Encoder) throws { try phases.encode(to: encoder) }
}
