package import Output
import Blocks
package import BlockStore
import CMapReduce
package import Model
package import PluginHost
import Records

/// Runs one attempt at a reduce task: merges the partition's segments, groups them by key, reduces
/// each group and writes the part. Blocks; belongs on a thread of its own.
package struct ReduceAttempt {
  package struct Result: Sendable {
    package var output: ReduceOutput
    package var counters: Counters
    package var use: ParameterWatch.Use
    /// The keys that the attempt has left out.
    package var bad: [BadInput]
  }

  private let task: ReduceTask
  private let attempt: AttemptID
  private let job: LoadedJob
  private let store: any BlockStore
  private let namespace: String
  private let monitor: AttemptMonitor
  private let note: CrashNote
  private let memoryLimit: Int
  private let recent: RecentBlocks?
  private let care: TaskCare

  /// - Parameters:
  ///   - memoryLimit: For pieces of the segments that are merged, in bytes.
  ///   - recent: The blocks that this process keeps from attempt to attempt, if it keeps any.
  ///   - care: The groups that are left out.
  package init(
    _ task: ReduceTask, attempt: AttemptID, job: LoadedJob, store: any BlockStore,
    namespace: String, monitor: AttemptMonitor, note: CrashNote, memoryLimit: Int = .max,
    recent: RecentBlocks? = nil, care: TaskCare = TaskCare()
  ) {
    self.care = care
    self.recent = recent
    self.task = task
    self.attempt = attempt
    self.job = job
    self.store = store
    self.namespace = namespace
    self.monitor = monitor
    self.note = note
    self.memoryLimit = memoryLimit
  }

  /// - Parameter directory: The output directory if this process sees it; nil sends the part
  ///   through the store.
  package func run(into directory: OutputDirectory?) throws(AttemptFailure) -> Result {
    note.write(ResultMark.part(task.partition).utf8)
    defer { note.write("".utf8) }
    let passes = MergePasses(
      task.segments.map(mergeSegment), keyType: job.keyType, store: store, monitor: monitor,
      memoryLimit: memoryLimit, merged: mergedName, recent: recent)
    defer { passes.close() }
    let bad = BadRecords(job.plan.badInput.reaction, recordName: "key")
    do throws(MRError) {
      let part = try partWriter(directory)
      do throws(MRError) {
        let groups = GroupCare(task.partition, care: care, bad: bad, note: note)
        let reducer = try GroupReducer(job, part: part, monitor: monitor, groups: groups)
        try reducer.reduce(task.segments, passes)
        if let failure = bad.failure { throw failure }
        let output = try part.finish()
        return Result(
          output: output, counters: reducer.finalCounters(task, output), use: reducer.use,
          bad: bad.left)
      } catch {
        part.discard()
        throw error
      }
    } catch {
      throw AttemptFailure(
        error: error, lostMapOutputs: lostOutputs(passes.lost), place: bad.doubtful,
        found: bad.found)
    }
  }

  /// All map outputs that lost a block which this task reads, if one was found to have.
  private func lostOutputs(_ found: [MapOutputID]) -> [MapOutputID] {
    if found.isEmpty { return [] }
    let blocks = task.segments.map { segment in
      (
        blocks: mergeSegment(segment).blocks,
        owner: MapOutputID(task: segment.mapTask, attempt: segment.mapAttempt)
      )
    }
    let all = (try? LossSurvey.run(blocks, store: store)) ?? []
    return all + found.filter { !all.contains($0) }
  }

  private func mergeSegment(_ segment: Segment) -> MergeSegment {
    MergeSegment(
      stream: BlockStreamName(
        namespace,
        .mapOutput(attempt.job, task: segment.mapTask, attempt: segment.mapAttempt)),
      offset: segment.offset, length: segment.length, records: segment.records)
  }

  private var mergedName: BlockStreamName {
    BlockStreamName(
      namespace, .merged(attempt.job, partition: task.partition, attempt: attempt.number))
  }

  private func partWriter(_ directory: OutputDirectory?) throws(MRError) -> any PartWriter {
    if let directory {
      return try directory.partWriter(partition: task.partition, attempt: attempt.number)
    }
    return StoredPartWriter(
      BlockStreamWriter(
        BlockStreamName(namespace, .output(of: attempt)), store: store,
        cancellation: monitor.cancellation))
  }
}
