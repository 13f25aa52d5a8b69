@testable import Master
import Model
import Protocol
import Scheduling
import Testing

@Suite struct JobStatusTests {
  private func progress(_ progress: JobProgress) -> WireProgress {
    WireProgress(
      JobMeter.Snapshot(
        progress: progress, position: 0, mapping: 0, reducing: 0, shuffled: 0, warnings: []))
  }

  /// A reducer that was killed was counted as a failed map attempt.
  @Test func failedAttemptsAreCountedByKind() {
    let wire = progress(
      JobProgress(
        mapTasks: .init(known: 3, failedAttempts: 1), reduceTasks: .init(failedAttempts: 2)))
    #expect(wire.mapTasks.failedAttempts == 1)
    #expect(wire.reduceTasks.failedAttempts == 2)
  }

  @Test func everyPhaseIsTold() {
    let phases = JobProgress.Phase.allCases.map { WireJobPhase($0) }
    #expect(Set(phases).count == phases.count)
    #expect(WireJobPhase(JobProgress.Phase.loading) == .loading)
  }
}
