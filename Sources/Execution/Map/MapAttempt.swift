package import PluginHost
import Blocks
package import BlockStore
package import Model
import Records

/// Runs one attempt at a map task: maps the records of its chunks and stores the sorted runs, or
/// nothing if that fails. Blocks; belongs on a thread of its own.
package struct MapAttempt {
  package struct Result: Sendable {
    package var manifest: MapManifest
    package var counters: Counters
    package var use: ParameterWatch.Use
    /// What the attempt has left out of its input.
    package var bad: [BadInput]
    /// Which files each key may come from; nil if that is not wanted, or too much.
    package var marks: [UInt8]?
  }

  private let source: any ChunkSource
  private let attempt: AttemptID
  private let job: LoadedJob
  private let store: any BlockStore
  private let namespace: String
  private let monitor: AttemptMonitor
  private let note: CrashNote
  private let memoryLimit: Int
  private let care: TaskCare

  /// - Parameters:
  ///   - memoryLimit: For the records that are collected before they are spilled, in bytes.
  ///   - care: What is left out, and what comes one at a time.
  package init(
    _ task: MapTask, attempt: AttemptID, job: LoadedJob, store: any BlockStore,
    namespace: String, monitor: AttemptMonitor, note: CrashNote,
    memoryLimit: Int = defaultMapMemory, care: TaskCare = TaskCare()
  ) {
    self.init(
      ChunkFetcher(task, of: attempt.job, store: store, namespace: namespace), attempt: attempt,
      job: job, store: store, namespace: namespace, monitor: monitor, note: note,
      memoryLimit: memoryLimit, care: care)
  }

  /// - Parameter source: The chunks of the task that the attempt is at.
  init(
    _ source: any ChunkSource, attempt: AttemptID, job: LoadedJob, store: any BlockStore,
    namespace: String, monitor: AttemptMonitor, note: CrashNote,
    memoryLimit: Int = defaultMapMemory, care: TaskCare = TaskCare()
  ) {
    self.care = care
    self.source = source
    self.attempt = attempt
    self.job = job
    self.store = store
    self.namespace = namespace
    self.monitor = monitor
    self.note = note
    self.memoryLimit = memoryLimit
  }

  package func run() throws(AttemptFailure) -> Result {
    let bad = BadRecords(job.plan.badInput.reaction, recordName: job.recordName)
    do throws(MRError) {
      return try map(bad)
    } catch {
      throw AttemptFailure(
        error: error, lostChunks: source.lostChunks, place: bad.doubtful, found: bad.found)
    }
  }

  private func map(_ bad: BadRecords) throws(MRError) -> Result {
    let output = BlockStreamWriter(
      BlockStreamName(namespace, .output(of: attempt)), store: store,
      cancellation: monitor.cancellation)
    let collector = try MapCollector(
      job, sink: output, monitor: monitor, memoryLimit: memoryLimit, bad: bad)
    defer { collector.destroy() }
    let feed = SpanFeed(
      job, collector: collector, monitor: monitor, note: note, care: care, bad: bad)
    try feed.feed(source)
    if let failure = bad.failure { throw failure }
    let runs = try collector.finish()
    output.keep()
    return Result(
      manifest: MapManifest(
        task: attempt.task.index, attempt: attempt.number, blocks: output.next, runs: runs),
      counters: collector.finalCounters, use: collector.use, bad: bad.left,
      marks: collector.marks())
  }
}

/// Memory for the records that a map attempt collects before it spills, in bytes.
package let defaultMapMemory = 128 << 20
