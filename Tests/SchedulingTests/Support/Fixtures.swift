import Model
import Scheduling

let job = JobID(1)
let cluster = ClusterID(1)

func worker(_ number: Int) -> WorkerID { WorkerID(cluster: cluster, number: number) }

func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

func chunk(_ number: Int, shares: Int = 1, generation: Int = 0) -> Chunk {
  let span = Span(
    file: 0, offset: number * 100, length: 100, firstRecord: number * 10 + 1, records: 10)
  return Chunk(
    number: number, firstBlock: number, blockCount: 1, length: 100, spans: [span], shares: shares,
    generation: generation)
}

func file(_ name: String) -> InputFile {
  InputFile(
    path: BytePath("/data/" + name), relativePath: BytePath(name), attributes: [], size: 1000,
    modified: 0)
}

func mapTask(_ index: Int, shares: [ChunkShare]? = nil) -> MapTask {
  MapTask(
    index: index, inputs: shares ?? [ChunkShare(chunk: chunk(index))], files: [0: file("a.txt")])
}

let storeLimits = StoreLimits(blockCapacity: 1 << 19)

/// One run, ten bytes and one record in every partition.
func manifest(_ attempt: AttemptID, partitions: Int) -> MapManifest {
  let run = RunLayout(
    offsets: (0...partitions).map { $0 * 10 }, records: Array(repeating: 1, count: partitions))
  return MapManifest(
    task: attempt.task.index, attempt: attempt.number, blocks: partitions > 0 ? 1 : 0, runs: [run])
}

/// What an attempt counts that leaves such a manifest.
func counted(_ task: MapTask, _ manifest: MapManifest, _ user: UserCounters = [:]) -> Counters {
  var engine = EngineCounters()
  engine.mapInputBytes = task.length
  engine.mapInputRecords = task.records ?? 0
  engine.mapOutputRecords = manifest.records
  engine.spilledRecords = manifest.records
  return Counters(engine: engine, user: user)
}

/// What an attempt counts that reduces all of its task.
func counted(_ task: ReduceTask, bytes: Int, _ user: UserCounters = [:]) -> Counters {
  var engine = EngineCounters()
  engine.reduceShuffleBytes = task.segments.reduce(0) { $0 + $1.length }
  engine.reduceInputRecords = task.segments.reduce(0) { $0 + $1.records }
  engine.reduceOutputBytes = bytes
  return Counters(engine: engine, user: user)
}

extension JobMachine {
  /// Reports of the worker that has the attempt, which counted right.
  mutating func mapArrived(
    _ attempt: AttemptID, _ manifest: MapManifest, _ user: UserCounters = [:],
    of task: MapTask? = nil
  ) -> Bool {
    mapArrived(
      attempt, manifest, counted(task ?? mapTask(attempt.task.index), manifest, user),
      by: holder(of: attempt) ?? worker(0))
  }

  mutating func reduceArrived(
    _ attempt: AttemptID, _ output: ReduceOutput, _ user: UserCounters = [:], of task: ReduceTask
  ) -> Bool {
    reduceArrived(
      attempt, output, counted(task, bytes: output.bytes, user),
      by: holder(of: attempt) ?? worker(0))
  }

  mutating func failed(_ attempt: AttemptID, _ error: MRError) {
    failed(attempt, AttemptFault(error), by: holder(of: attempt) ?? worker(0))
  }

  mutating func workerLost(_ worker: WorkerID, _ error: MRError) {
    workerLost(worker, AttemptFault(error))
  }

  mutating func blockLost(_ attempt: AttemptID, _ lost: [MapOutputID]) {
    blockLost(attempt, lost, by: holder(of: attempt) ?? worker(0))
  }

  mutating func inputLost(_ attempt: AttemptID, chunks numbers: [Int]) {
    inputLost(attempt, chunks: numbers, by: holder(of: attempt) ?? worker(0))
  }

  /// Leases with no other worker waiting.
  mutating func lease(_ worker: WorkerID, _ role: Role, now: Instant = at(0)) -> Assignment? {
    lease(worker: worker, role: role, waiting: 0, now: now)
  }

  /// Runs a map task to its arrival.
  mutating func completeMap(_ worker: WorkerID) -> AttemptID? {
    guard case .map(let task, let attempt)? = lease(worker, .mapper),
      mapArrived(attempt, manifest(attempt, partitions: partitions), ["X": 1], of: task)
    else { return nil }
    return attempt
  }
}

extension JobProgress {
  var failedAttempts: Int { mapTasks.failedAttempts + reduceTasks.failedAttempts }
}

extension [JobAction] {
  var attempts: [AttemptRecord] {
    compactMap { if case .journal(.attemptEnded(let record)) = $0 { record } else { nil } }
  }
  var outcomes: [JobOutcome] {
    compactMap { if case .finished(let outcome) = $0 { outcome } else { nil } }
  }
  var deletedInput: [Int] {
    flatMap { if case .deleteInput(let chunks) = $0 { chunks.map(\.number) } else { [Int]() } }
  }
  var deletedOutput: [MapOutputID] {
    flatMap {
      if case .deleteMapOutput(let manifests) = $0 {
        manifests.map { MapOutputID(task: $0.task, attempt: $0.attempt) }
      } else {
        [MapOutputID]()
      }
    }
  }
  var reloads: [Int] {
    flatMap { if case .reload(let chunks, _) = $0 { chunks.map(\.number) } else { [Int]() } }
  }
  /// The names of their cases.
  var events: [String] {
    compactMap {
      if case .event(let event) = $0 { String("\(event)".prefix { $0 != "(" }) } else { nil }
    }
  }
  func wakes(_ role: Role) -> Int {
    reduce(0) { if case .wake(role, let count) = $1 { $0 + count } else { $0 } }
  }
}

extension ClusterMachine {
  mutating func lost(_ worker: WorkerID, _ error: MRError, now: Instant) {
    lost(worker, AttemptFault(error), now: now)
  }
}
