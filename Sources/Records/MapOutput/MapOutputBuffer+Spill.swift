package import CMapReduce
internal import CXXHash
internal import Model

extension MapOutputBuffer {
  private static var lookahead: Int { 16 }

  func writeSorted(to writer: RunWriter) throws -> RunLayout {
    let (entries, bounds) = try buffer.sort(partitions: partitions, comparator: comparator)
    let frames = UnsafeRawPointer(try buffer.framesForUpdate())
    var run = RunLayout(offsets: [writer.bytes], records: [])
    for partition in 0..<partitions {
      for i in bounds[partition]..<bounds[partition + 1] {
        // Frames are met at random: asking early hides most of the wait.
        let later = frames + entries[min(i &+ Self.lookahead, buffer.count &- 1)].offset
        mr_prefetch(later)
        mr_prefetch(later + 64)
        let frame = frames + entries[i].offset
        try writer.append(frame, RecordFrame.header(frame).frameSize)
      }
      run.offsets.append(writer.bytes)
      run.records.append(bounds[partition + 1] - bounds[partition])
    }
    return run
  }

  func writeCombined(
    to writer: RunWriter, _ combine: (mr_bytes, any RecordGroups) throws -> Void
  ) throws -> RunLayout {
    let (entries, bounds) = try buffer.sort(partitions: partitions, comparator: comparator)
    let frames = UnsafeRawPointer(try buffer.framesForUpdate())
    defer { combining = nil }
    var run = RunLayout(offsets: [writer.bytes], records: [])
    for partition in 0..<partitions {
      let groups = SortedGroups(
        entries: entries + bounds[partition], count: bounds[partition + 1] - bounds[partition],
        frames: frames, keyType: keyType, comparator: comparator)
      var records = 0
      while let key = groups.nextGroup() {
        combining = (writer, groups.normalizedKey, 0)
        try combine(key, groups)
        records += combining?.records ?? 0
      }
      combining = nil
      run.offsets.append(writer.bytes)
      run.records.append(records)
    }
    return run
  }

  /// Writes records that a combine function emitted: with the key of its group, and in place of the
  /// group's own.
  package func emitCombined(_ records: UnsafePointer<mr_record>, count: Int) throws {
    guard let (writer, key, _) = combining else { throw RecordError.notCombining }
    guard count > 0 else { return }
    let (records, _) = try normalize(records, count)
    for i in 0..<count {
      let emitted = records[i].key
      let isGroupKey =
        comparator.map { $0(emitted, key) == 0 } ?? (compareKeys(emitted, key, from: 0) == 0)
      guard isGroupKey else { throw RecordError.foreignKey(record: i) }
      try writer.append(key: emitted, value: records[i].value)
    }
    combining?.records += count
  }
}
