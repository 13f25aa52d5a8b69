extension MapManifest {
  /// What the runs have in all, in bytes. They begin at 0.
  package var bytes: Int { runs.last?.offsets.last ?? 0 }

  package var records: Int { runs.reduce(0) { $0 + $1.records.saturatedSum() } }

  /// Checks what came over the network before anything is indexed with it.
  /// - Throws: `internal`, which says what is wrong.
  package func validate(partitions: Int) throws(MRError) {
    var end = 0
    for run in runs {
      guard run.offsets.count == partitions + 1, run.records.count == partitions else {
        throw malformed("a run with \(run.records.count) partitions instead of \(partitions)")
      }
      guard run.offsets[0] == end else {
        throw malformed(
          "a run that begins at \(run.offsets[0]), where the one before ends at \(end)")
      }
      for (partition, records) in run.records.enumerated() {
        let length = run.offsets[partition + 1] - run.offsets[partition]
        // Records have no bytes only if there are none, and none takes less than one.
        guard length >= 0, records >= 0, records <= length, records > 0 || length == 0 else {
          throw malformed("\(records) records in \(length) bytes of partition \(partition)")
        }
      }
      end = run.offsets[partitions]
    }
    guard task >= 0, attempt >= 0, blocks >= 0, end == 0 || blocks > 0 else {
      throw malformed("\(blocks) blocks for \(end) bytes")
    }
  }

  /// Checks that the blocks are as many as the bytes need.
  /// - Throws: `internal`, which names both.
  package func validate(blockCapacity: Int) throws(MRError) {
    let needed = Self.blocks(for: bytes, capacity: blockCapacity)
    guard blocks == needed else {
      throw malformed("\(blocks) blocks for \(bytes) bytes, which take \(needed)")
    }
  }

  /// How many blocks a stream of bytes is cut into.
  package static func blocks(for bytes: Int, capacity: Int) -> Int {
    bytes / capacity + (bytes % capacity > 0 ? 1 : 0)
  }

  private func malformed(_ what: String) -> MRError {
    MRError(.internal, "the manifest of map task \(task) attempt \(attempt) has \(what)")
  }
}
