/// What a map attempt left in the store: its runs as one stream of bytes, cut into blocks of equal
/// capacity.
package struct MapManifest: Sendable, Hashable {
  package var task: Int
  package var attempt: Int
  /// Number of blocks, numbered from 0.
  package var blocks: Int
  /// Sorted runs in the order they were spilled. Usually one.
  package var runs: [Run]
  package init(task: Int, attempt: Int, blocks: Int, runs: [Run]) {
    self.task = task
    self.attempt = attempt
    self.blocks = blocks
    self.runs = runs
  }

  /// A sorted run: partitions lie one after the other.
  package struct Run: Sendable, Hashable {
    /// Where each partition begins in the attempt's stream, and where the last ends:
    /// `partitions + 1` rising numbers.
    package var offsets: [Int]
    /// Number of records of each partition.
    package var records: [Int]
    package init(offsets: [Int], records: [Int]) {
      self.offsets = offsets
      self.records = records
    }
  }
}

/// One partition's part of one run.
package struct Segment: Sendable, Hashable {
  package var mapTask: Int
  package var mapAttempt: Int
  /// In the attempt's stream, in bytes.
  package var offset: Int
  package var length: Int
  package var records: Int
  package init(mapTask: Int, mapAttempt: Int, offset: Int, length: Int, records: Int) {
    self.mapTask = mapTask
    self.mapAttempt = mapAttempt
    self.offset = offset
    self.length = length
    self.records = records
  }
}

/// A reduce task: the segments of its partition, ordered by map task and run, which is the order
/// of the input.
package struct ReduceTask: Sendable, Hashable {
  package var partition: Int
  package var segments: [Segment]
  package init(partition: Int, segments: [Segment]) {
    self.partition = partition
    self.segments = segments
  }
}

extension MapManifest {
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
