import Model
import Protocol
import Testing

@testable import mr

@Suite struct JobExplanationTests {
  private static let begin: Int64 = 1_700_000_000_000

  private func job(_ phase: WireJobPhase, seconds: Double) -> WireJobStatus {
    var job = WireJobStatus()
    job.jobID = "j7"
    job.phase = phase
    job.startedMs = Self.begin
    job.endedMs = Self.begin + Int64(seconds * 1000)
    return job
  }

  private func attempt(
    _ kind: WireTaskKind, _ task: UInt32, from: Double, to: Double, bytes: UInt64 = 1_000_000,
    worker: String = "c1-w1", error: MRError? = nil
  ) -> WireAttemptStatus {
    var status = WireAttemptStatus()
    status.attempt.kind = kind
    status.attempt.task = task
    status.workerID = worker
    status.startedMs = Self.begin + Int64(from * 1000)
    status.endedMs = Self.begin + Int64(to * 1000)
    status.bytes = bytes
    status.records = 10
    status.outcome = error == nil ? .succeeded : .failed
    if let error { status.error = WireError(error) }
    return status
  }

  private func text(_ job: WireJobStatus, _ attempts: [WireAttemptStatus]) -> String {
    JobExplanation(job, attempts).sentences.joined(separator: "\n")
  }

  @Test func timesAddUp() {
    let text = text(
      job(.succeeded, seconds: 10),
      [
        attempt(.map, 0, from: 1, to: 3), attempt(.map, 1, from: 3, to: 5, worker: "c1-w2"),
        attempt(.reduce, 0, from: 5, to: 9),
      ])
    #expect(text.hasPrefix("Job j7 succeeded in 10.0 s.\n"))
    #expect(
      text.contains(
        "1.0 s until the first map task began, 4.0 s until the last map task was done, "
          + "4.0 s for reducing after that, 1.0 s to finish."), "\(text)")
    #expect(text.contains("their workers were busy for 50 % of the time"))
    #expect(text.contains("The only reduce task was reduce task 0, 4.0 s on c1-w1."))
    #expect(text.contains("One reducer did what several could: give --reducers."))
  }

  @Test func aHotKeyIsNamed() {
    let reduce = (0..<4).map {
      attempt(.reduce, $0, from: 5, to: $0 == 2 ? 14 : 6, bytes: $0 == 2 ? 9_000_000 : 1_000_000)
    }
    let text = text(
      job(.succeeded, seconds: 15), [attempt(.map, 0, from: 1, to: 3)] + reduce)
    #expect(
      text.contains("Reduce task 2 has 9.0 times as much input as half of the others: a few keys"),
      "\(text)")
  }

  @Test func aSlowWorkerIsNamed() {
    let maps = (0..<4).map {
      attempt(.map, $0, from: 1, to: $0 == 3 ? 9 : 2, worker: $0 == 3 ? "c1-w4" : "c1-w1")
    }
    let text = text(job(.succeeded, seconds: 10), maps)
    #expect(
      text.contains("Map task 3 took 8.0 times as long as half of the others with no more input"),
      "\(text)")
    #expect(text.contains("or its worker c1-w4 was slow"))
  }

  /// The cause comes first, and nothing of it steers a terminal.
  @Test func aFailureComesFirst() {
    var failed = job(.failed, seconds: 3)
    let error = MRError(.plugin, "bad\u{1b}[2J page", cause: "no ink", remedy: "Buy some.")
    failed.error = WireError(error)
    let text = text(failed, [attempt(.map, 5, from: 1, to: 2, error: error)])
    #expect(text.hasPrefix("Job j7 failed: bad\\u{1b}[2J page: no ink; Buy some.\n"), "\(text)")
    #expect(text.contains("1 attempt failed and cost 1.0 s; the first, at map task 5: bad"))
  }

  @Test func aJobThatHasNotBegun() {
    #expect(text(job(.queued, seconds: -1), []) == "Job j7 is queued; so far:")
  }
}
