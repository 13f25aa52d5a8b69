import Model
import TestSupport
import Scheduling

/// A whole cluster in one thread: workers that die, hang and come late, messages that come twice
/// or never, a store that loses blocks. Time and chance come from the seed.
struct Simulation {
  struct Chaos {
    var failure = 0.05
    var death = 0.02
    var hang = 0.02
    var stall = 0.05
    var duplicate = 0.1
    var lostAnswer = 0.02
    var lostOutput = 0.02
    var lostInput = 0.02
    var commitFailure = 0.02
    static let none = Chaos(
      failure: 0, death: 0, hang: 0, stall: 0, duplicate: 0, lostAnswer: 0, lostOutput: 0,
      lostInput: 0,
      commitFailure: 0)
  }

  private struct Running {
    var assignment: Assignment
    var worker: WorkerID
    /// It never comes to an end.
    var hangs: Bool
    /// It comes to an end, but without a heartbeat.
    var stalls: Bool
  }

  private enum Message {
    case mapArrived(AttemptID, MapManifest, Counters)
    case reduceArrived(AttemptID, Counters)
    case failed(AttemptID, MRError)
    case blockLost(AttemptID, [MapOutputID])
    case inputLost(AttemptID, [Int])
    case reloaded([Chunk])
    case commit(Int)
    case commitJob
  }

  private var random: SeededGenerator
  private var chaos: Chaos
  private let partitions: Int
  private var toLoad: [MapTask]
  private(set) var machine: JobMachine
  private var clock = 0.0

  private var roles: [Int: Role] = [:]
  private var nextWorker = 1
  private var asking: [WorkerID] = []
  private var waiting: [Role: [WorkerID]] = [.mapper: [], .reducer: []]
  private var running: [Running] = []
  private var messages: [Message] = []

  /// Blocks in the store.
  private var outputs: Set<MapOutputID> = []
  private var inputs: [Int: Int] = [:]
  /// Blocks in the store that nobody can read.
  private var damaged: Set<MapOutputID> = []

  private(set) var violations: [String] = []
  private(set) var commits: [Int: Int] = [:]
  private(set) var outcomes: [JobOutcome] = []
  private(set) var trace: [String] = []
  private var seenAttempts: Set<AttemptID> = []

  init(seed: UInt64, chaos: Chaos, limits: SchedulingLimits) {
    random = SeededGenerator(seed: seed)
    self.chaos = chaos
    partitions = 1 + random.below(5)
    machine = JobMachine(
      job: job, partitions: partitions, store: storeLimits, epoch: 3, limits: limits)
    toLoad = Simulation.tasks(random.below(30), &random)
    for role in Role.allCases { for _ in 0...random.below(4) { addWorker(role) } }
    perform()
  }

  /// Every third chunk or so is dealt to several tasks.
  private static func tasks(_ count: Int, _ random: inout SeededGenerator) -> [MapTask] {
    var tasks: [MapTask] = []
    var number = 0
    while tasks.count < count {
      if random.chance(0.3) {
        let shares = 2 + random.below(3)
        for share in 0..<shares {
          let input = ChunkShare(chunk: chunk(number, shares: shares), share: share)
          tasks.append(mapTask(tasks.count, shares: [input]))
        }
        number += 1
      } else {
        let inputs = (0...random.below(3)).map { ChunkShare(chunk: chunk(number + $0)) }
        number += inputs.count
        tasks.append(mapTask(tasks.count, shares: inputs))
      }
    }
    return tasks
  }

  /// A storm of so many steps, then quiet until the job has ended or nothing moves any more.
  mutating func run(steps: Int) {
    var step = 0
    while !machine.isEnded, step < steps {
      self.step()
      step += 1
    }
    chaos = .none
    var quiet = 0
    while !machine.isEnded, quiet < 5000 {
      self.step()
      quiet += 1
    }
    if !machine.isEnded { violations.append("the job does not end: \(machine.progress)") }
    // What is still under way must change nothing.
    running.shuffle(using: &random)
    for index in running.indices.reversed() { finish(index) }
    while !messages.isEmpty { deliver() }
    if outcomes.count != 1 { violations.append("\(outcomes.count) outcomes") }
    if machine.outcome == .succeeded {
      if commits.count != partitions || commits.values.contains(where: { $0 != 1 }) {
        violations.append("commits \(commits)")
      }
      let counted = machine.counters.user["RECORDS"]
      let expected = Int64(machine.progress.mapTasks.known + partitions)
      if counted != expected { violations.append("counted \(counted), not \(expected)") }
    }
    if !outputs.isEmpty { violations.append("left in the store: \(outputs)") }
    if !inputs.isEmpty { violations.append("input left in the store: \(inputs)") }
  }

  private mutating func step() {
    clock += Double.random(in: 0..<0.2, using: &random)
    switch random.below(12) {
    case 0, 1: load()
    case 2, 3, 4: ask()
    case 5, 6: if !running.isEmpty { finish(random.below(running.count)) }
    case 7, 8, 9: deliver()
    case 10: heartbeat()
    default: mischief()
    }
    perform()
  }

  private mutating func load() {
    guard !toLoad.isEmpty else { return machine.inputEnded() }
    let task = toLoad.removeFirst()
    for input in task.inputs { inputs[input.chunk.number] = input.chunk.generation }
    machine.addMapTask(task)
  }

  private mutating func addWorker(_ role: Role) {
    roles[nextWorker] = role
    asking.append(worker(nextWorker))
    nextWorker += 1
  }

  private mutating func ask() {
    guard !asking.isEmpty else { return }
    let worker = asking.remove(at: random.below(asking.count))
    guard let role = roles[worker.number] else { return }
    let others = waiting[role, default: []].count
    guard
      let assignment = machine.lease(worker: worker, role: role, waiting: others, now: at(clock))
    else {
      waiting[role, default: []].append(worker)
      return
    }
    if !seenAttempts.insert(assignment.attempt).inserted || assignment.attempt.number < 3000 {
      violations.append("\(assignment.attempt) is not new")
    }
    check(assignment)
    if random.chance(chaos.lostAnswer) {
      asking.append(worker)  // It never hears of the assignment, and asks again.
    } else {
      let attempt = Running(
        assignment: assignment, worker: worker, hangs: random.chance(chaos.hang),
        stalls: random.chance(chaos.stall))
      if attempt.hangs { writeSome(attempt) }
      running.append(attempt)
    }
  }

  /// What an attempt has in the store when it comes to no end.
  private mutating func writeSome(_ attempt: Running) {
    guard case .map(let task, let id) = attempt.assignment else { return }
    outputs.insert(MapOutputID(task: task.index, attempt: id.number))
  }

  private mutating func check(_ assignment: Assignment) {
    guard case .reduce(let task, _) = assignment else { return }
    let known = machine.progress.mapTasks.known
    if task.segments.map(\.mapTask) != Array(0..<known) {
      violations.append("partition \(task.partition) reads \(task.segments.map(\.mapTask))")
    }
  }

  private mutating func finish(_ index: Int) {
    let attempt = running.remove(at: index)
    guard roles[attempt.worker.number] != nil else { return }
    asking.append(attempt.worker)
    guard !attempt.hangs else { return }
    let message = outcome(of: attempt.assignment)
    messages.append(message)
    if random.chance(chaos.duplicate) { messages.append(message) }
  }

  private mutating func outcome(of assignment: Assignment) -> Message {
    switch assignment {
    case .map(let task, let attempt):
      let lost = task.inputs.filter { inputs[$0.chunk.number] != $0.chunk.generation }
      if !lost.isEmpty { return .inputLost(attempt, lost.map(\.chunk.number)) }
      if random.chance(chaos.failure) { return .failed(attempt, MRError(.plugin, "no luck")) }
      outputs.insert(MapOutputID(task: task.index, attempt: attempt.number))
      let manifest = manifest(attempt, partitions: partitions)
      return .mapArrived(attempt, manifest, counted(task, manifest, ["RECORDS": 1]))
    case .reduce(let task, let attempt):
      let needed = task.segments.map { MapOutputID(task: $0.mapTask, attempt: $0.mapAttempt) }
      let lost = needed.filter { !outputs.contains($0) || damaged.contains($0) }
      if !lost.isEmpty { return .blockLost(attempt, lost) }
      if random.chance(chaos.failure) { return .failed(attempt, MRError(.plugin, "no luck")) }
      return .reduceArrived(attempt, counted(task, bytes: 1, ["RECORDS": 1]))
    }
  }

  private mutating func deliver() {
    guard !messages.isEmpty else { return }
    switch messages.remove(at: random.below(messages.count)) {
    case .mapArrived(let attempt, let manifest, let counters):
      // A stranger who says the same, or worse, changes nothing.
      if machine.mapArrived(attempt, manifest, counters, by: stranger) { believedAStranger() }
      _ = machine.mapArrived(attempt, manifest, counters, by: holder(attempt))
    case .reduceArrived(let attempt, let counters):
      if machine.reduceArrived(attempt, .file(bytes: 1), counters, by: stranger) {
        believedAStranger()
      }
      _ = machine.reduceArrived(attempt, .file(bytes: 1), counters, by: holder(attempt))
    case .failed(let attempt, let error):
      if machine.failed(attempt, AttemptFault(error), by: stranger) { believedAStranger() }
      machine.failed(attempt, error)
    case .blockLost(let attempt, let lost):
      if machine.blockLost(attempt, lost, by: stranger) { believedAStranger() }
      machine.blockLost(attempt, lost)
    case .inputLost(let attempt, let numbers):
      if machine.inputLost(attempt, chunks: numbers, by: stranger) { believedAStranger() }
      machine.inputLost(attempt, chunks: numbers)
    case .reloaded(let chunks):
      for chunk in chunks { inputs[chunk.number] = chunk.generation }
      machine.chunksReloaded(chunks)
    case .commit(let partition):
      if random.chance(chaos.commitFailure) {
        machine.commitFailed(partition: partition, MRError(.store, "no answer"))
      } else {
        if !machine.isEnded { commits[partition, default: 0] += 1 }
        machine.commitDone(partition: partition)
        machine.commitDone(partition: partition)
      }
    case .commitJob: machine.jobCommitDone()
    }
    perform()
  }

  private var stranger: WorkerID { worker(0) }

  private func holder(_ attempt: AttemptID) -> WorkerID { machine.holder(of: attempt) ?? stranger }

  private mutating func believedAStranger() { violations.append("a stranger was believed") }

  private mutating func heartbeat() {
    for attempt in running where roles[attempt.worker.number] != nil {
      if attempt.hangs || attempt.stalls { continue }
      let isHeld = machine.renew(attempt.assignment.attempt, by: attempt.worker, now: at(clock))
      guard !isHeld, random.chance(0.5) else { continue }
      running.removeAll { $0.assignment == attempt.assignment }
      asking.append(attempt.worker)
    }
    clock += Double.random(in: 0..<1, using: &random)
    machine.tick(now: at(clock))
  }

  private mutating func mischief() {
    if random.chance(chaos.death * 5),
      let victim = roles.keys.sorted().randomElement(using: &random)
    {
      kill(victim)
    }
    if random.chance(chaos.lostOutput * 5),
      let victim = outputs.sorted(by: { ($0.task, $0.attempt) < ($1.task, $1.attempt) })
        .randomElement(using: &random)
    {
      if random.chance(0.5) { outputs.remove(victim) } else { damaged.insert(victim) }
    }
    if random.chance(chaos.lostInput * 5),
      let victim = inputs.keys.sorted().randomElement(using: &random)
    {
      inputs[victim] = nil
    }
  }

  private mutating func kill(_ number: Int) {
    guard let role = roles.removeValue(forKey: number) else { return }
    asking.removeAll { $0.number == number }
    waiting[role]?.removeAll { $0.number == number }
    for attempt in running where attempt.worker.number == number { writeSome(attempt) }
    running.removeAll { $0.worker.number == number }
    machine.workerLost(worker(number), MRError(.workerLost, "killed by signal 9"))
    if !roles.values.contains(role) || random.chance(0.5) { addWorker(role) }
  }

  private mutating func perform() {
    for action in machine.takeActions() {
      switch action {
      case .journal(let record): trace.append("\(record)")
      case .event(let event): trace.append(event.text)
      case .deleteInput(let chunks):
        for chunk in chunks where inputs[chunk.number] == chunk.generation {
          inputs[chunk.number] = nil
        }
      case .reload(let chunks, _):
        var next = chunks
        for index in next.indices { next[index].generation += 1 }
        messages.append(.reloaded(next))
      case .deleteMapOutput(let manifests):
        for manifest in manifests {
          outputs.remove(MapOutputID(task: manifest.task, attempt: manifest.attempt))
        }
      case .sweepMapOutput(let output): outputs.remove(output)
      case .commit(let partition, _, _): messages.append(.commit(partition))
      case .commitJob: messages.append(.commitJob)
      case .discardOutput, .revoke: break
      case .wake(let role, let count):
        let woken = waiting[role, default: []].prefix(count)
        waiting[role]?.removeFirst(woken.count)
        asking.append(contentsOf: woken)
      case .finished(let outcome): outcomes.append(outcome)
      }
    }
  }
}
