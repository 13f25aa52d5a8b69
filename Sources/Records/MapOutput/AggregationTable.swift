internal import CMapReduce
internal import CXXHash
internal import Glibc

/// Aggregates by key: open addressing with linear probing, a power of two of slots, at most half of
/// them in use. Keys lie as frames in a sort buffer, where the aggregates join them at the end.
final class AggregationTable {
  private(set) var count = 0
  private let buffer: SortBuffer
  /// The buffer's first frame. Kept here because asking the buffer costs more than a comparison.
  private var frames: UnsafeRawPointer
  private var slots: UnsafeMutablePointer<AggregationSlot>
  private var capacity: Int
  /// Of the records that are about to be taken up.
  private let lookahead = UnsafeMutablePointer<Lookup>.allocate(capacity: lookaheadCapacity)

  private struct Lookup {
    var key: KeyFingerprint
    var hash: UInt64
    var tag: UInt64
  }

  private static let lookaheadCapacity = 64
  private static let initialCapacity = 1 << 12

  init(buffer: SortBuffer) throws(RecordError) {
    self.buffer = buffer
    frames = UnsafeRawPointer(try buffer.framesForUpdate())
    capacity = Self.initialCapacity
    slots = try Self.allocate(capacity)
  }

  deinit {
    free(slots)
    lookahead.deallocate()
  }

  /// In bytes, with what draining will need. Counts the keys and not the slots, which are kept when
  /// the table is emptied: a key takes up to four of them just after the table grew.
  var memoryUsed: Int {
    let perKey = 4 * MemoryLayout<AggregationSlot>.stride + 2 * MemoryLayout<SortEntry>.stride
    return count * perKey + buffer.memoryUsed
  }

  /// Takes records up. Sizes were checked, keys are normalised.
  /// - Parameter assigned: the partition of each, if the plugin chose them.
  @inline(__always)
  func add<Fold: MapFold>(
    _ records: UnsafePointer<mr_record>, count: Int, assigned: UnsafePointer<UInt32>?,
    fold: Fold.Type
  ) throws(RecordError) {
    var start = 0
    while start < count {
      let size = min(count &- start, Self.lookaheadCapacity)
      prepare(records + start, size, assigned.map { $0 + start })
      for i in 0..<size { try take(records[start &+ i], lookahead[i], fold) }
      start &+= size
    }
  }

  /// Hashes records and has their slots fetched, so that `take` need not wait for one after the
  /// other: a table of many keys does not fit the caches.
  @inline(__always)
  private func prepare(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ assigned: UnsafePointer<UInt32>?
  ) {
    let mask = UInt64(truncatingIfNeeded: capacity &- 1)
    let slots = self.slots
    let lookahead = self.lookahead
    for i in 0..<count {
      let key = KeyFingerprint(records[i].key)
      let hash = key.hash
      let partition = if let assigned { UInt64(assigned[i]) } else { 0 as UInt64 }
      let tag = AggregationSlot.tag(keySize: records[i].key.size, partition: partition)
      lookahead[i] = Lookup(key: key, hash: hash, tag: tag)
      mr_prefetch(slots + Int(truncatingIfNeeded: hash & mask))
    }
  }

  /// Takes one record up.
  @inline(__always)
  private func take<Fold: MapFold>(
    _ record: mr_record, _ lookup: Lookup, _ fold: Fold.Type
  ) throws(RecordError) {
    let mask = UInt64(truncatingIfNeeded: capacity &- 1)
    let slots = self.slots
    var index = lookup.hash & mask
    while true {
      let slot = slots + Int(truncatingIfNeeded: index)
      let difference =
        (slot.pointee.head ^ lookup.key.head) | (slot.pointee.tail ^ lookup.key.tail)
        | (slot.pointee.tag ^ lookup.tag)
      if difference == 0, record.key.size <= 16 || isLongKey(record.key, of: slot) {
        if Fold.add(record.value, to: &slot.pointee.bits) { return }
        // The mapper sees a part of the values only, so it cannot tell whether the sum of all
        // will fit: this part is closed and the next one begun.
        slot.pointee.reference |= AggregationSlot.closed
      } else if slot.pointee.isFree {
        return try insert(record.key, lookup, Fold.first(record.value), in: slot)
      }
      index = (index &+ 1) & mask
    }
  }

  @inline(never)
  private func isLongKey(_ key: mr_bytes, of slot: UnsafePointer<AggregationSlot>) -> Bool {
    compareKeys(key, StoredRecord(frames + slot.pointee.offset).key, from: 0) == 0
  }

  @inline(never)
  private func insert(
    _ key: mr_bytes, _ lookup: Lookup, _ bits: UInt64,
    in slot: UnsafeMutablePointer<AggregationSlot>
  ) throws(RecordError) {
    let offset = try buffer.addFrame(key: key, valueSize: 8)
    frames = UnsafeRawPointer(try buffer.framesForUpdate())
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
    let frames = try buffer.framesForUpdate()
    var next = 0
    for i in 0..<capacity where !slots[i].isFree {
      let slot = slots[i]
      let record = StoredRecord(frames + slot.offset)
      (frames + slot.offset + record.frameSize - 8).storeBytes(of: slot.bits, as: UInt64.self)
      let partition = partitioning?.partition(of: record.key) ?? slot.partition
      entries[next] = SortEntry(
        prefix: slot.head.byteSwapped, keySize: record.key.size, partition: partition,
        offset: slot.offset)
      next += 1
    }
    buffer.commitEntries(next)
    memset(slots, 0, capacity * MemoryLayout<AggregationSlot>.stride)
    count = 0
  }

  private func grow() throws(RecordError) {
    let larger = try Self.allocate(capacity * 2)
    let mask = capacity * 2 - 1
    for i in 0..<capacity where !slots[i].isFree {
      let key = KeyFingerprint(head: slots[i].head, tail: slots[i].tail)
      var index = Int(truncatingIfNeeded: key.hash) & mask
      while !larger[index].isFree { index = (index + 1) & mask }
      larger[index] = slots[i]
    }
    free(slots)
    slots = larger
    capacity *= 2
  }

  private static func allocate(
    _ capacity: Int
  ) throws(RecordError) -> UnsafeMutablePointer<AggregationSlot> {
    let size = capacity * MemoryLayout<AggregationSlot>.stride
    // Slots are met at random: with pages of 4 KiB most accesses would miss the TLB too.
    let hugePage = 2 << 20
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, min(size, hugePage), size) == 0, let memory else {
      throw .outOfMemory(bytes: size)
    }
    if size >= hugePage { madvise(memory, size, MADV_HUGEPAGE) }
    memset(memory, 0, size)
    return memory.bindMemory(to: AggregationSlot.self, capacity: capacity)
  }
}
