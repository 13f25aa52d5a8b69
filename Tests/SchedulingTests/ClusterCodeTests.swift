import Model
import Scheduling
import TestSupport
import Testing

/// Which process may run whose tasks: none ever gets a second set of code.
@Suite struct ClusterCodeTests {
  private func code(_ name: String, _ parameters: [String: String] = [:]) -> CodeSet {
    CodeSet(
      JobPlan(
        plugin: PluginFile(path: "/\(name).so", digest: name, size: 1), job: "count",
        format: .text, parameters: parameters, partitions: 1, output: BytePath("/out")))
  }

  /// Two mappers and a reducer that are alive.
  private func started(mostSpares: Int = 2, kept: Int = 2) throws -> ClusterMachine {
    var machine = ClusterMachine(
      cluster: cluster, mappers: 2, reducers: 1,
      limits: ClusterLimits(codeSetsKept: kept, mostSpares: mostSpares))
    machine.start(now: at(0))
    try arrive(&machine)
    return machine
  }

  /// All that the machine wants started is there at once.
  private func arrive(_ machine: inout ClusterMachine) throws {
    for case .spawn(let worker, let role) in machine.takeActions() {
      try machine.registered(worker, role: role, now: at(1))
    }
  }

  private func mappers(_ machine: ClusterMachine) -> [WorkerID: ProcessCode] {
    let mappers = machine.workers.filter { $0.role == .mapper && $0.state == .alive }
    return Dictionary(uniqueKeysWithValues: mappers.map { ($0.id, $0.code) })
  }

  @Test func nobodyWorksBeforeAJobHasItsTurn() throws {
    var machine = try started()
    expect(machine.admit(worker(1)), is: .refused)
    machine.begin(code("a"), now: at(2))
    expect(machine.admit(worker(1)), is: .recruited)
    expect(machine.admit(worker(1)), is: .admitted)
    machine.ended(now: at(3))
    expect(machine.admit(worker(1)), is: .refused)
  }

  @Test func aProcessKeepsItsCode() throws {
    var machine = try started()
    machine.begin(code("a"), now: at(2))
    expect(machine.admit(worker(1)), is: .recruited)
    machine.ended(now: at(3))
    machine.begin(code("b"), now: at(3))
    expect(machine.admit(worker(1)), is: .refused)
    expect(machine.admit(worker(2)), is: .recruited)
    machine.ended(now: at(4))
    machine.begin(code("a"), now: at(4))
    expect(machine.admit(worker(1)), is: .admitted)
    expect(machine.admit(worker(2)), is: .refused)
  }

  @Test func otherParametersAreOtherCode() throws {
    var machine = try started()
    machine.begin(code("a", ["by": "x"]), now: at(2))
    expect(machine.admit(worker(1)), is: .recruited)
    machine.ended(now: at(3))
    machine.begin(code("a", ["by": "y"]), now: at(3))
    expect(machine.admit(worker(1)), is: .refused)
  }

  @Test func whoGetsNoTaskStaysClean() throws {
    var machine = try started()
    machine.begin(code("a"), now: at(2))
    expect(machine.admit(worker(1)), is: .recruited)
    machine.release(worker(1))
    machine.ended(now: at(3))
    machine.begin(code("b"), now: at(3))
    expect(machine.admit(worker(1)), is: .recruited)
  }

  @Test func sparesWaitAndNoMoreWorkThanAreWanted() throws {
    var machine = try started()
    machine.begin(code("a"), now: at(2))
    for number in [1, 2] { expect(machine.admit(worker(number)), is: .recruited) }
    expect(machine.admit(worker(3)), is: .recruited)
    machine.ended(now: at(3))
    // As many clean ones as there are workers.
    try arrive(&machine)
    #expect(machine.workers.count == 6)
    machine.begin(code("a"), now: at(4))
    for number in 4...6 { expect(machine.admit(worker(number)), is: .refused) }
    machine.ended(now: at(5))
    machine.begin(code("b"), now: at(5))
    expect(machine.takeActions(), is: [])
    for number in 4...6 { expect(machine.admit(worker(number)), is: .recruited) }
  }

  @Test func withoutSparesProcessesComeWhenTheyAreNeeded() throws {
    var machine = try started(mostSpares: 0)
    machine.begin(code("a"), now: at(2))
    for number in 1...3 { expect(machine.admit(worker(number)), is: .recruited) }
    machine.ended(now: at(3))
    machine.tick(now: at(4))
    expect(machine.takeActions(), is: [])
    machine.begin(code("b"), now: at(5))
    expect(
      machine.takeActions(),
      is: [.spawn(worker(4), .mapper), .spawn(worker(5), .mapper), .spawn(worker(6), .reducer)])
  }

  @Test func theProcessesOfOldCodeEnd() throws {
    var machine = try started(mostSpares: 0)
    for (index, name) in ["a", "b", "c"].enumerated() {
      machine.begin(code(name), now: at(2))
      try arrive(&machine)
      for worker in mappers(machine) where worker.value == .none {
        expect(machine.admit(worker.key), is: .recruited)
      }
      machine.ended(now: at(3))
      #expect(mappers(machine).count == min(4, 2 * (index + 1)))
    }
    // Those of `a` were asked to end; that they do is no loss.
    expect(!machine.isAlive(worker(1)))
    expect(!machine.heartbeat(worker(1), now: at(4)))
    machine.lost(worker(1), MRError(.workerLost, "gone"), now: at(4))
    expect(machine.takeActions(), is: [.workerEnded(worker(1))])
  }

  @Test func aProcessThatIsNotCleanEndsWithItsJob() throws {
    var machine = try started(mostSpares: 0)
    machine.begin(code("a"), now: at(2))
    for number in 1...3 { expect(machine.admit(worker(number)), is: .recruited) }
    machine.changed(worker(1), "a thread is left", endsNow: false, now: at(3))
    expect(machine.admit(worker(1)), is: .admitted)
    machine.ended(now: at(4))
    expect(machine.takeActions(), is: [.shutDown(worker(1))])
    machine.begin(code("a"), now: at(5))
    expect(machine.admit(worker(1)), is: .refused)
    expect(machine.takeActions(), is: [.spawn(worker(4), .mapper)])

    machine.changed(worker(2), "it takes too much memory", endsNow: true, now: at(6))
    expect(machine.takeActions(), is: [.shutDown(worker(2)), .spawn(worker(5), .mapper)])
    #expect(machine.openings(.mapper) == 2)
  }

  @Test func aProcessOfSomebodyElseBeginsAnew() throws {
    var machine = try started()
    let guest = try machine.join(role: .mapper, now: at(1))
    machine.begin(code("a"), now: at(2))
    for number in [1, 2] { expect(machine.admit(worker(number)), is: .recruited) }
    expect(machine.admit(guest), is: .recruited)
    machine.ended(now: at(3))
    machine.begin(code("b"), now: at(3))
    expect(machine.takeActions().contains(.shutDown(guest)))
    expect(machine.isLeaving(guest) && !machine.isOurs(guest))
  }

  @Test func theMusterHasThoseOfTheLastJobFirst() throws {
    var machine = try started()
    machine.begin(code("a"), now: at(2))
    for number in 1...3 { expect(machine.admit(worker(number)), is: .recruited) }
    machine.ended(now: at(3))
    try arrive(&machine)
    #expect(machine.muster.workers.map(\.id.number) == [1, 2, 3])
    #expect(machine.muster.reserve.map(\.id.number) == [4, 5, 6])
    machine.begin(code("b"), now: at(4))
    for number in 4...6 { expect(machine.admit(worker(number)), is: .recruited) }
    #expect(machine.muster.workers.map(\.id.number) == [4, 5, 6])
  }

  /// Jobs with many kinds of code, processes that come, go, are dirty, and get no task.
  @Test(arguments: 0..<20) func noProcessEverHasTwoSets(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var machine = try started(mostSpares: seed % 3, kept: 1 + seed % 4)
    var sets: [WorkerID: Int] = [:]
    for time in 0..<300 {
      let set = Int.random(in: 0..<6, using: &random)
      machine.begin(code("\(set)"), now: at(Double(time)))
      try arrive(&machine)
      for info in machine.workers.shuffled(using: &random) {
        switch machine.admit(info.id) {
        case .refused: continue
        case .recruited where Bool.random(using: &random): machine.release(info.id)
        case .recruited, .admitted:
          #expect(sets[info.id, default: set] == set)
          sets[info.id] = set
        }
        if Int.random(in: 0..<5, using: &random) == 0 {
          let isBad = Bool.random(using: &random)
          machine.changed(info.id, "dirt", endsNow: isBad, now: at(Double(time)))
        }
      }
      for role in Role.allCases {
        let working = machine.workers.filter {
          $0.role == role && $0.state == .alive && $0.code == machine.currentCode
        }
        #expect(working.count <= (role == .mapper ? 2 : 1))
      }
      machine.ended(now: at(Double(time)))
      for info in machine.workers where info.state == .leaving {
        machine.lost(info.id, MRError(.workerLost, "ended"), now: at(Double(time)))
      }
      #expect(machine.workers.count <= 3 * 8, "bounded")
    }
    #expect(!machine.isStopped)
  }
}
