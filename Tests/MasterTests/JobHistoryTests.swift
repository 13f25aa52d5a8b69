import Model
import Scheduling
import Testing

@testable import Master

@Suite struct JobHistoryTests {
  private let job = JobID(1)
  private var attempt: JobAction {
    .journal(
      .attemptEnded(
        AttemptRecord(
          AttemptID(job: job, task: TaskID(.map, 0), number: 0),
          WorkerID(cluster: ClusterID(1), number: 1), started: 1, ended: 2, .succeeded)))
  }

  @Test func whatHappensToTasksWaitsForTheTick() {
    var history = JobHistory()
    history.append([attempt])
    #expect(!history.isWaiting && history.take().records.isEmpty)
    history.isToBeTold()
    #expect(history.take().records.count == 1)
    #expect(history.records.isEmpty && !history.isWaiting)
  }

  @Test func theStartOfAJobIsToldAtOnce() {
    var history = JobHistory()
    history.append([.journal(.jobStarted(job, epoch: 0))])
    #expect(history.isWaiting && history.take().records.count == 1)
  }

  @Test func theEndComesFirstAndWhatFollowsWaitsForIt() {
    var history = JobHistory()
    let end: [JobAction] = [
      attempt, .journal(.jobEnded(job, .succeeded, Counters())), .finished(.succeeded),
    ]
    history.append(end)
    history.end(with: end)
    let (records, ending) = history.take()
    #expect(records == [.jobEnded(job, .succeeded, Counters())])
    #expect(ending == end)
    // The rest is told when nobody waits any more.
    #expect(history.records.count == 1)
    #expect(history.take().ending == nil)
  }

  @Test func muchHistoryIsNotKeptWaiting() {
    var history = JobHistory()
    history.append(Array(repeating: attempt, count: 1000))
    #expect(history.isWaiting)
  }
}
