import Model
import Scheduling
import TestSupport
import Testing

@Suite struct LeaseTableTests {
  @Test func workUnderWayIsThatOfLeases() {
    var table = LeaseTable(duration: .seconds(10))
    let map = AttemptID(job: job, task: TaskID(.map, 0), number: 0)
    let reduce = AttemptID(job: job, task: TaskID(.reduce, 0), number: 0)
    for attempt in [map, reduce] { table.grant(attempt, to: worker(1), now: at(0), started: 0) }
    expect(table.renew(map, by: worker(1), AttemptWork(bytes: 5), now: at(1)), is: true)
    expect(table.renew(map, by: worker(1), AttemptWork(bytes: 7), now: at(2)), is: true)
    expect(table.renew(map, by: worker(2), AttemptWork(bytes: 9), now: at(2)), is: false)
    expect(table.bytes(of: .map), is: 7)
    expect(table.bytes(of: .reduce), is: 0)
    _ = table.release(map)
    expect(table.bytes(of: .map), is: 0)
  }

  /// Against a table that looks at every lease every time.
  @Test func likeTheNaiveTable() {
    for seed in 0..<30 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var table = LeaseTable(duration: .seconds(10))
      var naive: [AttemptID: (worker: WorkerID, deadline: Double)] = [:]
      var now = 0.0
      for number in 0..<500 {
        now += Double(random.below(4))
        let attempt = AttemptID(job: job, task: TaskID(.map, 0), number: random.below(number + 1))
        let someone = worker(random.below(5))
        switch random.below(5) {
        case 0, 1:
          let granted = AttemptID(job: job, task: TaskID(.map, 0), number: number)
          table.grant(granted, to: someone, now: at(now), started: 0)
          naive[granted] = (someone, now + 10)
        case 2:
          let isHeld = naive[attempt]?.worker == someone
          expect(table.renew(attempt, by: someone, AttemptWork(), now: at(now)), is: isHeld)
          if isHeld { naive[attempt]?.deadline = now + 10 }
        case 3:
          expect(table.release(attempt)?.worker, is: naive.removeValue(forKey: attempt)?.worker)
        default:
          let due = naive.filter { $0.value.deadline <= now }
          let expired = table.expire(now: at(now))
          #expect(Set(expired.map(\.attempt)) == Set(due.keys))
          for attempt in due.keys { naive[attempt] = nil }
        }
        #expect(table.count == naive.count)
        let held = naive.filter { $0.value.worker == someone }.keys
        #expect(Set(table.attempts(of: someone)) == Set(held))
      }
    }
  }
}
