import Blocks
import BlockStore
import Foundation
import Model
import Output
import PluginHost
import Records
import Scheduling
import Synchronization
import Threading

/// The map tasks of an incomplete job that another one takes over.
final class FormerTasks: Sendable {
  private let tasks: [FormerJob.Task]
  private let directory: String
  /// Tasks by their first piece.
  private let index: [String: Int]
  let isSameCode: Bool

  /// - Returns: nil if nothing can be taken over, with the reason.
  init(
    _ former: FormerJob, in output: String, for prepared: PreparedJob, shape: FormerJob.Shape,
    onlySameCode: Bool
  ) throws(Refusal) {
    isSameCode = former.digests == prepared.plan.digests
    guard former.shape == shape else {
      throw Refusal(reason: "the job has other parameters, types, partitions or bounds")
    }
    if !isSameCode {
      if onlySameCode { throw Refusal(reason: "the plugin is another, and --all is set") }
      guard let job = shape.job, !job.hasPartition, !job.hasCompare else {
        throw Refusal(
          reason: "the plugin is another, and has its own partition or compare function")
      }
    }
    tasks = former.tasks
    directory = "\(output)/\(ResultMark.bad)"
    var index: [String: Int] = [:]
    for (number, task) in former.tasks.enumerated() where task.file != nil {
      if let first = task.pieces.first { index[Self.name(first)] = number }
    }
    self.index = index
  }

  struct Refusal: Error { var reason: String }

  var count: Int { index.count }

  /// Puts what the same task left before into the store. Blocks.
  /// - Parameter attempt: Under which it lies there.
  /// - Returns: nil if the task is to run.
  func take(
    _ task: MapTask, attempt: AttemptID, store: any BlockStore, namespace: String,
    cancellation: Cancellation
  ) throws(MRError) -> TakenMap? {
    let pieces = FormerJob.Piece.all(of: task)
    guard let first = pieces.first, let number = index[Self.name(first)],
      tasks[number].pieces == pieces, let name = tasks[number].file
    else { return nil }
    let former = tasks[number]
    let writer = BlockStreamWriter(
      BlockStreamName(namespace, .output(of: attempt)), store: store, cancellation: cancellation)
    guard try copy("\(directory)/\(name)", number, former.blocks, into: writer) else { return nil }
    writer.keep()
    guard former.offsets.count == former.records.count else { return nil }
    var engine = former.engine
    return TakenMap(
      manifest: MapManifest(
        task: task.index, attempt: attempt.number, blocks: former.blocks,
        runs: zip(former.offsets, former.records).map { RunLayout(offsets: $0, records: $1) }),
      counters: Counters(
        engine: EngineCounters(taking: &engine), user: UserCounters(former.user)))
  }

  /// - Returns: False if the file is not what it was: the task runs then.
  private func copy(
    _ path: String, _ task: Int, _ count: Int, into writer: BlockStreamWriter
  ) throws(MRError) -> Bool {
    guard let file = fopen(path, "re") else { return false }
    defer { fclose(file) }
    for number in 0..<count {
      var size: UInt64 = 0
      guard fread(&size, 8, 1, file) == 1, let length = Int(exactly: UInt64(littleEndian: size))
      else { return false }
      let block = writer.nextBlock()
      guard let room = block.room(forStored: length),
        fread(room.baseAddress, 1, length, file) == length,
        block.loss(stored: length, key: FormerJob.key(task, number)) == nil
      else {
        writer.giveBack(block)
        return false
      }
      try writer.write(block)
    }
    return true
  }

  private static func name(_ piece: FormerJob.Piece) -> String {
    "\(piece.offset) \(piece.share) \(piece.path)"
  }
}
