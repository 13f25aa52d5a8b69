package import CMapReduce
package import Model

/// Collects what a map attempt emits and writes it as sorted runs. Belongs to one thread.
///
/// With a stock combiner records are aggregated as they come; otherwise they are kept and sorted.
/// Values of a key keep the order in which they came.
package final class MapOutputBuffer {
  package private(set) var statistics = MapOutputStatistics()

  let keyType: ValueType
  let comparator: KeyComparator?
  let buffer = SortBuffer()
  /// The group that a combine function is working on, and where its records go.
  var combining: (writer: RunWriter, key: mr_bytes, records: Int)?
  let partitioning: Partitioning
  /// The partitions of the records of one batch.
  private var assignments = ByteBuffer()
  private let check: BatchCheck
  private let normalizer: KeyNormalizer?
  private let table: AggregationTable?
  private let fold: StockCombiner?
  private let valueType: ValueType
  private let memoryLimit: Int
  private var partitionsAreAssigned = false

  /// - Parameters:
  ///   - partitions: from 1 to `Partitioner.maximumPartitions`.
  ///   - ranges: of keys, at most as many as partitions; nil partitions by the hash of the key.
  ///   - valueType: of the values that map emits.
  ///   - comparator: the plugin's order of keys, for keys of type bytes or utf8.
  ///   - memoryLimit: in bytes; from there on the buffer is full.
  package init(
    partitions: Int, ranges: KeyRanges? = nil, keyType: ValueType, valueType: ValueType,
    combiner: StockCombiner?, comparator: KeyComparator?, memoryLimit: Int
  ) throws(RecordError) {
    partitioning = try Partitioning(count: partitions, ranges: ranges)
    if let combiner, !combiner.accepts(valueType) {
      throw .combinerNeedsNumbers(combiner, valueType)
    }
    if comparator != nil && keyType.isNumeric { throw .comparatorNeedsBytes(keyType) }
    self.keyType = keyType
    self.valueType = valueType
    self.comparator = comparator
    self.memoryLimit = memoryLimit
    check = BatchCheck(keyType: keyType, valueType: valueType, partitions: partitions)
    normalizer = keyType.isNumeric ? KeyNormalizer(type: keyType) : nil
    fold = combiner.flatMap { $0.aggregatesInMapper(valueType) ? $0 : nil }
    table =
      fold == nil
      ? nil : try AggregationTable(buffer: buffer, check: check, memoryLimit: memoryLimit)
  }

  var partitions: Int { partitioning.count }

  package var isEmpty: Bool { buffer.count == 0 && (table?.count ?? 0) == 0 }

  /// Whether it is time to spill. Records can still be added.
  package var isFull: Bool { (table?.memoryUsed ?? buffer.memoryUsed) >= memoryLimit }

  /// Adds records as a plugin emitted them.
  /// - Parameter assigned: the partition of each record; nil means as the engine does it. It is
  ///   either always nil or never.
  /// - Throws: what is wrong with which record of the batch, or `outOfMemory`, which ends the use
  ///   of the buffer.
  package func add(
    _ records: UnsafePointer<mr_record>, count: Int, partitions assigned: UnsafePointer<UInt32>?
  ) throws(RecordError) {
    guard count > 0 else { return }
    let size: Int
    if let table, let fold {
      if let assigned { try check.checkPartitions(assigned, count) }
      // The table checks the rest while it hashes, but for the size of numbers.
      let records = normalizer == nil ? records : try normalize(records, count).records
      size = try fold.perform(
        AddRecords(table: table, records: records, count: count, assigned: assigned), valueType)
      statistics.combineInputRecords += count
    } else {
      let normalized = try normalize(records, count, assigned)
      size = normalized.size
      try buffer.add(
        normalized.records, count: count, totalSize: size,
        assigned: assigned == nil ? try assign(normalized.records, count) : assigned)
    }
    partitionsAreAssigned = assigned != nil
    statistics.records += count
    statistics.bytes += size
  }

  /// Adds records whose keys are tokens of a text, as far as that is quicker than to add them as
  /// records.
  /// - Parameters:
  ///   - bits: bit i % 64, from the lowest, of `bits[i / 64]` says whether byte i is of a token.
  ///   - start: where to begin; not within a token.
  ///   - value: of each record.
  /// - Returns: how far they were added: as far as `start` if this is not the way for them.
  /// - Throws: as `add` for records does.
  package func add(
    tokensOf text: mr_bytes, _ bits: UnsafePointer<UInt64>, from start: Int, value: mr_bytes
  ) throws(RecordError) -> Int {
    guard let table, let fold, normalizer == nil, let data = text.data else { return start }
    var record = mr_record(key: mr_bytes(), value: value)
    try check.check(&record, 1)
    let taken = try fold.perform(
      AddTokens(table: table, text: data, size: text.size, bits: bits, start: start, value: value),
      valueType)
    partitionsAreAssigned = false
    statistics.combineInputRecords += taken.count
    statistics.records += taken.count
    statistics.bytes += taken.keyBytes + taken.count * value.size
    return taken.end
  }

  /// Writes a sorted run of all records and empties the buffer, whose memory is kept.
  /// - Parameter combine: the plugin's combine function, called for each key of each partition; it
  ///   hands its records to `emitCombined`. Not with a stock combiner.
  /// - Returns: nil if there was nothing to write.
  package func spill(
    to writer: RunWriter,
    combine: ((_ key: mr_bytes, _ groups: any RecordGroups) throws -> Void)? = nil
  ) throws -> RunLayout? {
    guard !isEmpty else { return nil }
    if let table {
      try table.drain(partitionsAreAssigned ? nil : partitioning)
      statistics.combineOutputRecords += buffer.count
    }
    defer { buffer.removeAll() }
    let run =
      if let combine {
        try writeCombined(to: writer, combine)
      } else {
        try writeSorted(to: writer)
      }
    let written = run.records.reduce(0, +)
    if combine != nil {
      statistics.combineInputRecords += buffer.count
      statistics.combineOutputRecords += written
    }
    statistics.spilledRecords += written
    return run
  }

  /// Checks records and normalises their keys.
  /// - Returns: records that are valid until the next call, and the size of their keys and values.
  func normalize(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ assigned: UnsafePointer<UInt32>? = nil
  ) throws(RecordError) -> (records: UnsafePointer<mr_record>, size: Int) {
    let size = try check.totalSize(records, count, assigned: assigned)
    guard let normalizer else { return (records, size) }
    return (try normalizer.normalize(records, count), size)
  }

  /// The engine's partition of each record, valid until the next call; nil if there is only one.
  private func assign(
    _ records: UnsafePointer<mr_record>, _ count: Int
  ) throws(RecordError) -> UnsafePointer<UInt32>? {
    if partitions == 1 { return nil }
    let target = try assignments.reserve(count * MemoryLayout<UInt32>.stride)
      .assumingMemoryBound(to: UInt32.self)
    partitioning.assign(records, count: count, into: target)
    return UnsafePointer(target)
  }
}

private struct AddRecords: FoldWork {
  let table: AggregationTable
  let records: UnsafePointer<mr_record>
  let count: Int
  let assigned: UnsafePointer<UInt32>?

  @inline(__always)
  func perform<Fold: MapFold>(_ fold: Fold.Type) throws(RecordError) -> Int {
    try table.add(records, count: count, assigned: assigned, fold: fold)
  }
}

private struct AddTokens: FoldWork {
  let table: AggregationTable
  let text: UnsafeRawPointer
  let size: Int
  let bits: UnsafePointer<UInt64>
  let start: Int
  let value: mr_bytes

  @inline(__always)
  func perform<Fold: MapFold>(
    _ fold: Fold.Type
  ) throws(RecordError) -> AggregationTable.TokensTaken {
    try table.add(tokensOf: text, size: size, bits, from: start, value: value, fold: fold)
  }
}
