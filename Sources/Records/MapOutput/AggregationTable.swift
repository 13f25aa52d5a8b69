internal import CMapReduce
internal import CXXHash

/// Aggregates by key: open addressing with linear probing, a power of two of slots, at most half of
/// them in use. What was aggregated joins a sort buffer at the end, where long keys lie already.
final class AggregationTable {
  private(set) var count = 0
  private let buffer: SortBuffer
  private let memoryLimit: Int
  private let check: BatchCheck
  private var memory: TableMemory
  private var slots: UnsafeMutablePointer<AggregationSlot> { memory.slots }
  private var capacity: Int { memory.capacity }
  /// Of the records that are about to be taken up.
  private let lookahead = UnsafeMutablePointer<Lookup>.allocate(capacity: lookaheadCapacity)
  private let masks = KeyFingerprint.makeMasks()

  private struct Lookup: BitwiseCopyable {
    var key: KeyFingerprint
    /// The lower bits of the key's hash.
    var hash: UInt32
    var tag: UInt32
  }

  private static let lookaheadCapacity = 64
  private static let initialCapacity = 1 << 12
  /// `Lookup` has no more bits of a hash.
  private static let maximumCapacity = 1 << 32

  /// - Parameters:
  ///   - check: of what is added.
  ///   - memoryLimit: of table and buffer together, in bytes.
  init(buffer: SortBuffer, check: BatchCheck, memoryLimit: Int) throws(RecordError) {
    self.buffer = buffer
    self.memoryLimit = memoryLimit
    self.check = check
    memory = try TableMemory(atLeast: Self.initialCapacity, limit: memoryLimit)
  }

  deinit {
    memory.release(isClear: count == 0)
    lookahead.deallocate()
    masks.deallocate()
  }

  /// In bytes, with what draining will need. A key takes up to four slots just after the table grew,
  /// and the smaller tables before took as many, whose memory the process keeps. Frames grow by
  /// doubling, too.
  var memoryUsed: Int {
    let slots = max(8 * count, memory.isSpare ? capacity : 0)
    let perKey =
      2 * MemoryLayout<SortEntry>.stride + 2 * (RecordFrame.maximumHeaderSize + 24)
    return slots * MemoryLayout<AggregationSlot>.stride + count * perKey + buffer.memoryUsed
  }

  /// Takes records up, whose keys are normalised if they are numbers.
  /// - Parameter assigned: the partition of each, if the plugin chose them.
  /// - Returns: the size of all keys and values together, in bytes.
  /// - Throws: what is wrong with which record, or `outOfMemory`; the table is then of no use.
  @inline(__always)
  func add<Fold: MapFold>(
    _ records: UnsafePointer<mr_record>, count: Int, assigned: UnsafePointer<UInt32>?,
    fold: Fold.Type
  ) throws(RecordError) -> Int {
    var total = 0
    var start = 0
    while start < count {
      let size = min(count &- start, Self.lookaheadCapacity)
      guard let bytes = prepare(records + start, size, assigned.map { $0 + start }, fold) else {
        try check.check(records, count)
        return total
      }
      try take(records + start, size, fold)
      total &+= bytes
      start &+= size
    }
    return total
  }

  /// Checks and hashes records and has their slots fetched, so that `take` need not wait for one
  /// after the other: a table of many keys does not fit the caches.
  /// - Returns: the size of keys and values; nil if something is wrong with one of them.
  @inline(__always)
  private func prepare<Fold: MapFold>(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ assigned: UnsafePointer<UInt32>?,
    _ fold: Fold.Type
  ) -> Int? {
    let mask = UInt64(truncatingIfNeeded: capacity &- 1)
    let (slots, lookahead, masks) = (slots, lookahead, masks)
    var total = 0
    var isWrong = false
    for i in 0..<count {
      let key = records[i].key
      isWrong = isWrong || Fold.isWrong(records[i].value, check)
      total &+= key.size
      let fingerprint: KeyFingerprint
      let sizeClass: UInt32
      if KeyFingerprint.isPlain(key) {
        fingerprint = KeyFingerprint(plain: key, masks)
        sizeClass = AggregationSlot.sizeClass(short: key.size)
      } else if check.isWrong(key: key) {
        return nil
      } else {
        fingerprint = KeyFingerprint(key)
        sizeClass = AggregationSlot.sizeClass(key.size)
      }
      let hash = fingerprint.hash
      lookahead[i] = Lookup(
        key: fingerprint, hash: UInt32(truncatingIfNeeded: hash), tag: sizeClass)
      mr_prefetch(slots + Int(truncatingIfNeeded: hash & mask))
    }
    if isWrong { return nil }
    if let assigned {
      for i in 0..<count { lookahead[i].tag |= AggregationSlot.tag(partition: assigned[i]) }
    }
    if Fold.takesNumbers { return total &+ 8 &* count }
    for i in 0..<count { total &+= records[i].value.size }
    return total
  }

  /// Takes up records that were prepared.
  @inline(__always)
  private func take<Fold: MapFold>(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ fold: Fold.Type
  ) throws(RecordError) {
    let lookahead = lookahead
    var (slots, mask) = (slots, UInt64(truncatingIfNeeded: capacity &- 1))
    for i in 0..<count {
      let lookup = lookahead[i]
      var index = UInt64(lookup.hash) & mask
      while true {
        let slot = slots + Int(truncatingIfNeeded: index)
        if slot.pointee.matches(lookup.key, lookup.tag),
          !AggregationSlot.isLong(lookup.tag) || isLongKey(records[i].key, of: slot)
        {
          if Fold.add(records[i].value, to: &slot.pointee.bits) { break }
          try close(slot, records[i].key)
        } else if slot.pointee.isFree {
          try insert(records[i].key, lookup, Fold.first(records[i].value), in: slot)
          (slots, mask) = (self.slots, UInt64(truncatingIfNeeded: capacity &- 1))
          break
        }
        index = (index &+ 1) & mask
      }
    }
  }

  @inline(never)
  private func isLongKey(_ key: mr_bytes, of slot: UnsafePointer<AggregationSlot>) -> Bool {
    guard let frames = try? buffer.framesForUpdate() else { return false }
    return compareKeys(key, StoredRecord(frames + slot.pointee.offset).key, from: 0) == 0
  }

  /// The mapper sees a part of the values only, so it cannot tell whether the sum of all will fit:
  /// this part is closed and the next one begun.
  @inline(never)
  private func close(
    _ slot: UnsafeMutablePointer<AggregationSlot>, _ key: mr_bytes
  ) throws(RecordError) {
    if slot.pointee.shortKeySize != nil {
      let offset = try buffer.addFrame(key: key, valueSize: 8)
      slot.pointee.reference |= AggregationSlot.reference(tag: 0, offset: offset)
    }
    slot.pointee.reference |= AggregationSlot.closed
  }

  @inline(never)
  private func insert(
    _ key: mr_bytes, _ lookup: Lookup, _ bits: UInt64,
    in slot: UnsafeMutablePointer<AggregationSlot>
  ) throws(RecordError) {
    let offset = key.size > 16 ? try buffer.addFrame(key: key, valueSize: 8) : 0
    slot.pointee = AggregationSlot(
      head: lookup.key.head, tail: lookup.key.tail, bits: bits,
      reference: AggregationSlot.reference(tag: lookup.tag, offset: offset))
    count += 1
    if count * 2 > capacity { try grow() }
  }

  /// Completes the frames with their aggregates, adds an entry for each to the sort buffer, and
  /// empties the table.
  /// - Parameter partitioning: nil if the plugin chose the partitions.
  func drain(_ partitioning: Partitioning?) throws(RecordError) {
    let entries = try buffer.reserveEntries(count)
    var next = 0
    for i in 0..<capacity where !slots[i].isFree {
      let slot = slots[i]
      let offset = try frame(of: slot)
      let frame = try buffer.framesForUpdate() + offset
      let record = StoredRecord(frame)
      (frame + record.frameSize - 8).storeBytes(of: slot.bits, as: UInt64.self)
      let partition = partitioning?.partition(of: record.key) ?? slot.partition
      entries[next] = SortEntry(
        prefix: slot.head.byteSwapped, keySize: record.key.size, partition: partition,
        offset: offset)
      next += 1
    }
    buffer.commitEntries(next)
    memory.clear()
    count = 0
  }

  /// The offset of the frame that has the slot's key.
  private func frame(of slot: AggregationSlot) throws(RecordError) -> Int {
    guard let size = slot.shortKeySize else { return slot.offset }
    let words = UnsafeMutableRawPointer(lookahead)
    words.storeBytes(of: slot.head.littleEndian, as: UInt64.self)
    words.storeBytes(of: slot.tail.littleEndian, toByteOffset: 8, as: UInt64.self)
    return try buffer.addFrame(key: mr_bytes(data: words, size: size), valueSize: 8)
  }

  private func grow() throws(RecordError) {
    guard capacity < Self.maximumCapacity else { throw .outOfMemory(bytes: capacity) }
    let larger = try TableMemory(atLeast: capacity * 2, limit: memoryLimit)
    let mask = larger.capacity - 1
    for i in 0..<capacity where !slots[i].isFree {
      let key = KeyFingerprint(head: slots[i].head, tail: slots[i].tail)
      var index = Int(truncatingIfNeeded: key.hash) & mask
      while !larger.slots[index].isFree { index = (index + 1) & mask }
      larger.slots[index] = slots[i]
    }
    memory.release(isClear: false)
    memory = larger
  }
}
