package import PluginHost
import Blocks
package import BlockStore
package import Model
import Records

/// Runs one attempt at a map task: fetches its chunks, maps their records, and stores the sorted
/// runs. Blocks; belongs on a thread of its own.
package struct MapAttempt {
  package struct Result: Sendable {
    package var manifest: MapManifest
    package var counters: Counters
    package var use: ParameterWatch.Use
  }

  private let task: MapTask
  private let attempt: AttemptID
  private let job: LoadedJob
  private let store: any BlockStore
  private let namespace: String
  private let monitor: AttemptMonitor
  private let note: CrashNote
  private let memoryLimit: Int

  package init(
    _ task: MapTask, attempt: AttemptID, job: LoadedJob, store: any BlockStore,
    namespace: String, monitor: AttemptMonitor, note: CrashNote,
    memoryLimit: Int = defaultMapMemory
  ) {
    self.task = task
    self.attempt = attempt
    self.job = job
    self.store = store
    self.namespace = namespace
    self.monitor = monitor
    self.note = note
    self.memoryLimit = memoryLimit
  }

  package func run() throws(AttemptFailure) -> Result {
    let storer = BlockStorer(store: store, cancellation: monitor.cancellation)
    let sink = StoreSink(storer, key: outputKey)
    let chunks = ChunkFetcher(task.inputs, store: store, key: inputKey)
    do throws(MRError) {
      let collector = try MapCollector(
        job, sink: sink, monitor: monitor, memoryLimit: memoryLimit)
      defer { collector.destroy() }
      try feed(chunks, to: SpanFeed(job, collector: collector, monitor: monitor, note: note))
      let runs = try collector.finish()
      return Result(
        manifest: MapManifest(
          task: task.index, attempt: attempt.number, blocks: sink.blocks, runs: runs),
        counters: collector.finalCounters, use: collector.use)
    } catch {
      try? store.connect().delete((0..<sink.blocks).map(outputKey))
      throw AttemptFailure(error: error, lostChunks: lostChunks(chunks.lost))
    }
  }

  private func feed(_ chunks: ChunkFetcher, to feed: SpanFeed) throws(MRError) {
    while let (chunk, shares, bytes) = try chunks.next() {
      var offset = 0
      for span in chunk.spans {
        guard let file = task.files[span.file], span.length <= bytes.count - offset else {
          throw MRError(
            .internal,
            "map task \(task.index) names a file or a length that chunk "
              + "\(chunk.number) does not have")
        }
        let content = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + span.length])
        try feed.feed(span, of: file, content: content, shares: shares, of: chunk.shares)
        offset += span.length
      }
    }
  }

  /// All chunks of the task that are lost, if one was found to be.
  private func lostChunks(_ found: [Int]) -> [Int] {
    if found.isEmpty { return [] }
    let blocks = task.inputs.flatMap { input in
      (0..<input.chunk.blockCount).map {
        (key: inputKey(input.chunk, $0), owner: input.chunk.number)
      }
    }
    let all = (try? LossSurvey.run(blocks, store: store)) ?? []
    return all + found.filter { !all.contains($0) }
  }

  private func inputKey(_ chunk: Chunk, _ block: Int) -> String {
    BlockKey.input(
      namespace, attempt.job, block: chunk.firstBlock + block, generation: chunk.generation)
  }

  private func outputKey(_ block: Int) -> String {
    BlockKey.mapOutput(
      namespace, attempt.job, task: task.index, attempt: attempt.number, block: block)
  }
}

/// Memory for the records that a map attempt collects before it spills, in bytes.
package let defaultMapMemory = 128 << 20
