import Output
import Threading
import BlockStore
import Foundation
import Input
import Journal
import Logging
@testable import Master
import Model
import Planning
import Scheduling
import Sealing
import TestSupport

/// A master without a network: its journal, a store in memory, and one job, for which the test
/// plays the workers.
struct TestMaster {
  let scratch: Scratch
  let store = FaultyStore()
  let environment: MasterEnvironment
  let job: Job
  let workers: [Role: WorkerID]
  private let partitions: Int

  /// - Parameter input: Of the only input file.
  init(input: [UInt8], partitions: Int = 2) async throws {
    self.partitions = partitions
    let scratch = try Scratch()
    self.scratch = scratch
    _ = try scratch.input(["a.txt": input])
    let journal = try Journal(directory: "\(scratch.path)/state")
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let sweeper = StoreSweeper(store: store, logger: logger)
    environment = MasterEnvironment(
      journal: journal, store: store,
      storeAccess: StoreAccess(servers: [], credential: nil, secret: nil),
      storeRoom: StoreRoom(StoreStatistics(limit: 1 << 30), isOwn: true), namespace: "t",
      sweeper: sweeper, shelf: PluginShelf(store: store, namespace: "t", sweeper: sweeper),
      planner: Planner(ChildDoor(), directory: "\(scratch.path)/plugins"),
      stateDirectory: "\(scratch.path)/state", logger: logger)
    let plugin = try FixturePlugins.build("gated")
    let spec = JobSpec(
      plugin: plugin, input: "\(scratch.path)/input/{name}", output: "\(scratch.path)/output",
      reducers: partitions)
    let size = (try FileManager.default.attributesOfItem(atPath: plugin)[.size] as? Int) ?? 0
    let plan = JobPlan(
      plugin: PluginFile(path: plugin, digest: "d", size: size), job: "lines", format: .text,
      parameters: [:], partitions: partitions, output: BytePath(spec.output))
    let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
    let id = try await journal.submitJob(spec, cluster: cluster)
    guard let record = try await journal.job(id) else { throw MRError(.journal, "no job") }
    job = Job(
      record,
      planned: PlannedJob(
        plan: plan, listing: try InputWalk.listing(of: Layout(spec.input)), recordName: "line"),
      logs: environment.logs(id))
    workers = [
      .mapper: WorkerID(cluster: cluster, number: 1),
      .reducer: WorkerID(cluster: cluster, number: 2),
    ]
  }

  func run() async {
    await job.run(mappers: 1, reducers: 1, environment: environment) { _, _ in }
  }

  var running: RunningJob {
    get async {
      while true {
        let version = job.changed.version
        if let running = job.running { return running }
        await job.changed.wait(after: version, timeout: .milliseconds(10))
      }
    }
  }

  /// A task, if there is one now.
  func leaseNow(_ role: Role) -> Assignment? {
    guard let worker = workers[role] else { return nil }
    return job.running?.post {
      $0.lease(worker: worker, role: role, waiting: 0, now: Clock.now)
    }
  }

  /// Waits for a task.
  /// - Returns: nil if the job has ended.
  func lease(_ role: Role) async -> Assignment? {
    while !job.isEnded {
      let version = job.changed.version
      if let assignment = leaseNow(role) { return assignment }
      await job.changed.wait(after: version, timeout: .milliseconds(10))
    }
    return nil
  }

  /// What a mapper would have left: one block, with a record of the first partition.
  func map(_ task: MapTask, _ attempt: AttemptID) async throws -> Bool {
    let key = BlockStreamName("t", .output(of: attempt)).key(0)
    try [UInt8](repeating: 1, count: 100).withUnsafeBytes {
      try store.connect().set(key, $0, isCancelled: { false })
    }
    let manifest = manifest(attempt, partitions: partitions)
    return await running.mapArrived(
      attempt, manifest, counters(task, manifest), by: worker(attempt))
  }

  func manifest(_ attempt: AttemptID, partitions: Int) -> MapManifest {
    let run = RunLayout(
      offsets: [0] + Array(repeating: 100, count: partitions),
      records: [1] + Array(repeating: 0, count: partitions - 1))
    return MapManifest(
      task: attempt.task.index, attempt: attempt.number, blocks: 1, runs: [run])
  }

  /// What a mapper counts that leaves this of a task.
  func counters(_ task: MapTask, _ manifest: MapManifest) -> Counters {
    var engine = EngineCounters()
    engine.mapInputBytes = task.length
    engine.mapInputRecords = task.records ?? 0
    engine.mapOutputRecords = manifest.records
    engine.spilledRecords = manifest.records
    return Counters(engine: engine)
  }

  /// Who plays the part.
  func worker(_ attempt: AttemptID) -> WorkerID {
    let role: Role = attempt.task.kind == .map ? .mapper : .reducer
    return workers[role] ?? WorkerID(cluster: ClusterID(0), number: 0)
  }

  /// What a reducer would have left in the output directory.
  func reduce(_ task: ReduceTask, _ attempt: AttemptID, text: String) async throws -> Bool {
    let running = await running
    let part = try running.output.directory.partWriter(
      partition: task.partition, attempt: attempt.number)
    try part.write(Array(text.utf8))
    _ = try part.finish()
    return running.reduceArrived(
      attempt, .file(bytes: text.utf8.count), counters(task, bytes: text.utf8.count),
      by: worker(attempt))
  }

  /// What a reducer counts that reduces all of a task.
  func counters(_ task: ReduceTask, bytes: Int) -> Counters {
    var engine = EngineCounters()
    engine.reduceShuffleBytes = task.segments.reduce(0) { $0 + $1.length }
    engine.reduceInputRecords = task.segments.reduce(0) { $0 + $1.records }
    engine.reduceOutputBytes = bytes
    return Counters(engine: engine)
  }

  /// Plays workers until the job has ended.
  func work() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for role in Role.allCases {
        group.addTask {
          while let assignment = await lease(role) {
            switch assignment {
            case .map(let task, let attempt): _ = try await map(task, attempt)
            case .reduce(let task, let attempt):
              _ = try await reduce(task, attempt, text: "part \(task.partition)")
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Ends the master's parts.
  /// - Returns: what is left in the store.
  func close() async throws -> [String] {
    await BlockingThread.run { [environment] in environment.sweeper.close() }
    try environment.journal.close()
    return store.keys
  }

  var recorded: JobRecord? {
    get async throws { try await environment.journal.job(job.id) }
  }
}

extension Job {
  /// How it ended, if it has.
  var outcome: JobOutcome? {
    if case .ended(let ending) = stage { ending.outcome } else { nil }
  }
}
