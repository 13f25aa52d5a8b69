import PluginHost
package import Output
import Blocks
import BlockStore
import Glibc
import Input
package import Model
import Records

/// Runs a whole job in this process, one step after the other on the calling thread: what a
/// debugger wants, and what distributed runs are compared with. Intermediate data stays in memory.
/// Blocks; belongs on a thread of its own.
package struct SequentialRunner {
  package struct Result: Sendable {
    package var counters: Counters
  }

  private let job: LoadedJob
  private let files: [InputFile]
  private let output: OutputDirectory
  private let monitor: AttemptMonitor
  private let watch: ParameterWatch?
  private let store = MemoryStore()
  private let namespace = "sequential"
  private let jobID = JobID(0)

  /// - Parameters:
  ///   - monitor: Cancels the run, and receives what the plugin logs.
  ///   - watch: The parameters that some function has to ask for.
  package init(
    _ job: LoadedJob, files: [InputFile], output: OutputDirectory, monitor: AttemptMonitor,
    watch: ParameterWatch? = nil
  ) {
    self.job = job
    self.files = files
    self.output = output
    self.monitor = monitor
    self.watch = watch
  }

  /// The token by which this process knows an output directory of its own.
  private static let token = "sequential \(getpid())"

  /// Takes back what a run of this process has written, in the place of a plugin that does not return.
  package static func abandon(_ output: OutputDirectory) {
    if output.isSeen(token: token) { output.abandon() }
  }

  package func run() throws(MRError) -> Result {
    try output.prepare(token: Self.token)
    do throws(MRError) {
      let note = try CrashNote(path: nil)
      var watch = watch
      let map = try map(note)
      if let error = watch?.ended(.map, map.use) { throw error }
      var counters = map.counters
      for partition in 0..<job.plan.partitions {
        let segments = map.manifest.segments(of: partition)
        let reduce = try reduce(partition, segments, note)
        if let error = watch?.ended(.reduce, reduce.use) { throw error }
        counters.add(reduce.counters)
      }
      try Agreement(of: "the job").check(
        "records reduced", counters.engine.reduceInputRecords, "records that map left",
        map.manifest.records)
      try output.succeed()
      return Result(counters: counters)
    } catch {
      output.abandon()
      throw error
    }
  }

  private func map(_ note: CrashNote) throws(MRError) -> MapAttempt.Result {
    let storer = BlockStorer(store: store, cancellation: monitor.cancellation)
    let sink = StoreSink(storer) { [namespace, jobID] block in
      BlockKey.mapOutput(namespace, jobID, task: 0, attempt: 0, block: block)
    }
    let collector = try MapCollector(
      job, sink: sink, monitor: monitor, memoryLimit: defaultMapMemory)
    defer { collector.destroy() }
    let feed = SpanFeed(job, collector: collector, monitor: monitor, note: note)
    let input = try readInput(into: feed)
    let runs = try collector.finish()
    let manifest = MapManifest(task: 0, attempt: 0, blocks: sink.blocks, runs: runs)
    let counters = collector.finalCounters
    try manifest.validate(partitions: job.plan.partitions)
    try manifest.validate(blockCapacity: BlockLayout.payloadCapacity)
    try counters.engine.check(
      input: input.bytes, records: input.records, left: manifest, Agreement(of: "map"))
    return MapAttempt.Result(manifest: manifest, counters: counters, use: collector.use)
  }

  /// - Returns: what was read; `records` is nil if their number is not known.
  private func readInput(into feed: SpanFeed) throws(MRError) -> (bytes: Int, records: Int?) {
    var read: (bytes: Int, records: Int?) = (0, 0)
    let capacity = BlockLayout.payloadCapacity
    // Shares are dealt to mappers; here one reader takes a document whole.
    var stream = ChunkStream(
      files, cutting: Cutting(job.plan.format, shareSize: .max), blockCapacity: capacity)
    var chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    defer { chunk.deallocate() }
    var filled = 0
    while true {
      if chunk.count - filled < capacity { grow(&chunk, keeping: filled) }
      let room = UnsafeMutableRawBufferPointer(rebasing: chunk[filled..<filled + capacity])
      guard let block = try stream.nextBlock(into: room) else { return read }
      filled += block.count
      guard let whole = block.chunk else { continue }
      var offset = 0
      for span in whole.spans {
        try feed.feed(
          span, of: files[span.file],
          content: UnsafeRawBufferPointer(rebasing: chunk[offset..<offset + span.length]))
        offset += span.length
        read.records = read.records.flatMap { span.records > 0 ? $0 + span.records : nil }
      }
      read.bytes += whole.length
      filled = 0
    }
  }

  private func grow(_ buffer: inout UnsafeMutableRawBufferPointer, keeping count: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 2 * buffer.count, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    buffer.deallocate()
    buffer = larger
  }

  private func reduce(_ partition: Int, _ segments: [Segment], _ note: CrashNote)
    throws(MRError) -> ReduceAttempt.Result
  {
    let attempt = AttemptID(job: jobID, task: TaskID(.reduce, partition), number: 0)
    let reduce = ReduceAttempt(
      ReduceTask(partition: partition, segments: segments), attempt: attempt, job: job,
      store: store, namespace: namespace, monitor: monitor, note: note)
    do {
      let result = try reduce.run(into: output)
      try result.counters.engine.check(
        segments: segments.reduce(0) { $0 + $1.length },
        records: segments.reduce(0) { $0 + $1.records }, wrote: result.output,
        Agreement(of: "reduce task \(partition)"))
      try output.commit(partition: partition, attempt: 0, bytes: result.output.bytes)
      return result
    } catch let failure as AttemptFailure {
      throw failure.error
    } catch {
      throw MRError(error, .internal, "the reduce task failed")
    }
  }
}
