package import Model
import Records

/// The memory that a worker process may take, and what of it an attempt may use.
package struct WorkerMemory: Sendable {
  /// The memory that the process may take, in bytes.
  package let limit: Int
  /// What the process has beside its attempts, in bytes: its code, its libraries, the plugin.
  private let base: Int

  package static let standardMB = 256
  package static let leastMB = 96

  /// How many blocks are on their way to or from the store at most. With what the client of the
  /// store and the attempt itself keep they take `overhead` bytes.
  private static let blocksInFlight = 16
  private static let overhead = 12 << 20 + blocksInFlight * BlockLayout.blockSize
  /// The least room for records: less would spill or merge small pieces all the time.
  private static let leastRecords = 16 << 20

  package init(limit: Int, base: Int) {
    self.limit = limit
    self.base = base
  }

  /// The room for the records that a map attempt collects before it spills, in bytes.
  /// - Throws: `invalidArgument` with the memory that a worker needs, if too little is left.
  package func forMapping(_ task: MapTask, _ format: InputFormat) throws(MRError) -> Int {
    // What does not lie in one block is put together for the plugin. A line may come out as it
    // came in, before the buffer is found to be full.
    let chunk = task.inputs.lazy.map(\.chunk).filter { $0.blockCount > 1 }.map(\.length).max() ?? 0
    return try rest(
      after: format.isLines ? 2 * chunk : chunk, "map task \(task.index)",
      chunk > Self.leastRecords ? "its largest record or document has \(chunk >> 20) MiB" : nil)
  }

  /// The room for the pieces of segments that a reduce attempt merges, in bytes.
  /// - Throws: As `forMapping`.
  package func forMerging(_ task: ReduceTask) throws(MRError) -> Int {
    try rest(after: 0, ResultMark.part(task.partition), nil)
  }

  private func rest(after needed: Int, _ task: String, _ reason: String?) throws(MRError) -> Int {
    let left = limit - base - Self.overhead - needed
    if left >= Self.leastRecords { return left }
    let least = (limit - left + Self.leastRecords) >> 20 + 1
    throw MRError(
      .invalidArgument, "\(limit >> 20) MB of memory are not enough for \(task)",
      cause: [
        reason, "the worker takes \(base >> 20) MiB before it begins, with the plugin",
      ].compactMap(\.self).joined(separator: "; "),
      remedy: "Give workers at least --worker-memory \(least).")
  }
}
