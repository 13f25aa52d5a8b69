/// What a map attempt left in the store: its runs as one stream of bytes, cut into blocks of equal
/// capacity.
package struct MapManifest: Sendable, Hashable {
  package var task: Int
  package var attempt: Int
  /// Number of blocks, numbered from 0.
  package var blocks: Int
  /// Sorted runs in the order they were spilled. Usually one.
  package var runs: [RunLayout]
  package init(task: Int, attempt: Int, blocks: Int, runs: [RunLayout]) {
    self.task = task
    self.attempt = attempt
    self.blocks = blocks
    self.runs = runs
  }

  /// A partition's segments in the order of the runs; empty ones are left out.
  package func segments(of partition: Int) -> [Segment] {
    runs.compactMap { run in
      let length = run.offsets[partition + 1] - run.offsets[partition]
      guard length > 0 else { return nil }
      return Segment(
        mapTask: task, mapAttempt: attempt, offset: run.offsets[partition], length: length,
        records: run.records[partition])
    }
  }
}
