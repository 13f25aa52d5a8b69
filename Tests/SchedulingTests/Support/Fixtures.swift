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

/// One run, ten bytes and one record in every partition.
func manifest(_ attempt: AttemptID, partitions: Int) -> MapManifest {
  let run = MapManifest.Run(
    offsets: (0...partitions).map { $0 * 10 }, records: Array(repeating: 1, count: partitions))
  return MapManifest(
    task: attempt.task.index, attempt: attempt.number, blocks: partitions > 0 ? 1 : 0, runs: [run])
}

extension JobMachine {
  /// Leases with no other worker waiting.
  mutating func lease(_ worker: WorkerID, _ role: Role, now: Instant = at(0)) -> Assignment? {
    lease(worker: worker, role: role, waiting: 0, now: now)
  }

  /// Runs a map task to its arrival.
  mutating func completeMap(_ worker: WorkerID) -> AttemptID? {
    guard let attempt = lease(worker, .mapper)?.attempt,
      mapArrived(attempt, manifest(attempt, partitions: partitions), Counters(["X": 1]))
    else { return nil }
    return attempt
  }
}

extension [SchedulingAction] {
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
  var events: [String] {
    compactMap { if case .event(let event) = $0 { event.name } else { nil } }
  }
  func wakes(_ role: Role) -> Int {
    reduce(0) { if case .wake(role, let count) = $1 { $0 + count } else { $0 } }
  }
}
