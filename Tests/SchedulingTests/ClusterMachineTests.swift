import Model
import Scheduling
import Testing

@Suite struct ClusterMachineTests {
  private func started(_ limits: ClusterLimits = ClusterLimits()) throws -> ClusterMachine {
    var machine = ClusterMachine(cluster: cluster, mappers: 2, reducers: 1, limits: limits)
    machine.start(now: at(0))
    expect(
      machine.takeActions(),
      is: [
        .spawn(worker(1), .mapper), .spawn(worker(2), .mapper), .spawn(worker(3), .reducer),
      ])
    for number in 1...3 {
      try machine.registered(worker(number), role: number < 3 ? .mapper : .reducer, now: at(1))
    }
    return machine
  }

  @Test func workersRegister() throws {
    var machine = try started()
    #expect(machine.alive(.mapper) == 2 && machine.alive(.reducer) == 1)
    try machine.registered(worker(1), role: .mapper, now: at(2))
    #expect(machine.alive(.mapper) == 2, "twice is once")
    #expect(throws: MRError.self) { try machine.registered(worker(4), role: .mapper, now: at(2)) }
    #expect(throws: MRError.self) { try machine.registered(worker(1), role: .reducer, now: at(2)) }
    let stranger = WorkerID(cluster: ClusterID(2), number: 1)
    #expect(throws: MRError.self) { try machine.registered(stranger, role: .mapper, now: at(2)) }
    expect(!machine.heartbeat(stranger, now: at(2)))
  }

  @Test func aLostWorkerIsReplacedUnderANewName() throws {
    var machine = try started()
    let reason = MRError(.workerLost, "killed by signal 9")
    machine.lost(worker(2), reason, now: at(2))
    expect(
      machine.takeActions(),
      is: [.workerLost(worker(2), AttemptFault(reason)), .spawn(worker(4), .mapper)])
    #expect(machine.alive(.mapper) == 1)
    machine.lost(worker(2), reason, now: at(2))
    expect(machine.takeActions(), is: [])
    expect(!machine.heartbeat(worker(2), now: at(3)))
    #expect(machine.workers.map(\.state) == [.alive, .alive, .starting])
  }

  @Test func aSilentWorkerIsLost() throws {
    var machine = try started()
    for time in 2...30 {
      for number in [1, 3] { expect(machine.heartbeat(worker(number), now: at(Double(time)))) }
      machine.tick(now: at(Double(time)))
      let actions = machine.takeActions()
      guard time == 11 else {
        #expect(actions == [])
        continue
      }
      #expect(actions.first == .kill(worker(2)))
      #expect(actions.last == .spawn(worker(4), .mapper))
      try machine.registered(worker(4), role: .mapper, now: at(11))
      machine.lost(worker(4), MRError(.workerLost, "gone"), now: at(11))
      expect(machine.takeActions().last, is: .spawn(worker(5), .mapper))
    }
    machine.tick(now: at(41))
    expect(machine.takeActions().contains(.kill(worker(5))), "it never registered")
  }

  @Test func workersThatJoinedAreNotReplaced() throws {
    var machine = try started()
    let joined = try machine.join(role: .reducer, now: at(1))
    #expect(joined == worker(4))
    #expect(machine.alive(.reducer) == 2)
    machine.lost(joined, MRError(.workerLost, "gone"), now: at(2))
    expect(machine.takeActions().count, is: 1)
    #expect(machine.alive(.reducer) == 1)
  }

  @Test func aCrashLoopEndsTheCluster() throws {
    var machine = try started()
    let reason = MRError(.workerLost, "exit status 127", cause: "no such library")
    var next = 4
    for loss in 1...21 {
      machine.lost(worker(next - 1), reason, now: at(Double(loss)))
      let actions = machine.takeActions()
      if loss <= 20 {
        #expect(actions.last == .spawn(worker(next), .reducer))
        next += 1
      } else {
        guard case .failed(let error)? = actions.last else {
          Issue.record("the cluster goes on")
          return
        }
        #expect(error.cause == "the last time, exit status 127: no such library")
      }
    }
    #expect(machine.isStopped)
    expect(!machine.heartbeat(worker(1), now: at(21)))
    #expect(throws: MRError.self) { try machine.join(role: .mapper, now: at(21)) }
  }

  @Test func progressOrTimeForgivesLosses() throws {
    for forgiving in [true, false] {
      var machine = try started(ClusterLimits(lossWindow: .seconds(60), maxLosses: 3))
      for loss in 1...20 {
        let number = loss + 2
        let time = forgiving ? 1.0 : Double(loss) * 25
        machine.lost(worker(number), MRError(.workerLost, "gone"), now: at(time))
        if forgiving { machine.progressed() }
        expect(machine.takeActions().last, is: .spawn(worker(number + 1), .reducer))
      }
    }
  }

  @Test func stopReplacesNobody() throws {
    var machine = try started()
    machine.stop()
    machine.stop()
    expect(machine.takeActions(), is: (1...3).map { .shutDown(worker($0)) })
    machine.lost(worker(1), MRError(.workerLost, "gone"), now: at(2))
    expect(
      machine.takeActions(),
      is: [.workerLost(worker(1), AttemptFault(MRError(.workerLost, "gone")))])
  }

  @Test func theQueueIsFirstComeFirstServed() {
    var queue = JobQueue([JobID(1)])
    for number in 2...4 { queue.append(JobID(number)) }
    #expect(queue.position(of: JobID(3)) == 2)
    expect(queue.remove(JobID(2)))
    expect(!queue.remove(JobID(2)))
    #expect(queue.position(of: JobID(3)) == 1)
    expect(queue.next() == JobID(1) && queue.next() == JobID(3) && queue.next() == JobID(4))
    expect(queue.next() == nil)
  }
}
