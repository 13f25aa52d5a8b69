internal import CMapReduce
internal import CXXHash

/// Aggregates by key: open addressing with linear probing, a power of two of slots, at most five
/// eighths of them in use. What was aggregated joins a sort buffer at the end, where long keys lie already.
final class AggregationTable {
  private(set) var count = 0
  private let buffer: SortBuffer
  private let memoryLimit: Int
  private let check: BatchCheck
  private var memory: TableMemory
  private var slots: UnsafeMutablePointer<AggregationSlot> { memory.slots }
  private var capacity: Int { memory.capacity }
  /// What is known of the records that are about to be taken up.
  private let lookahead = UnsafeMutablePointer<Lookup>.allocate(capacity: lookaheadRoom)
  /// The long ones among the keys of these records.
  private let longKeys = UnsafeMutablePointer<mr_bytes>.allocate(capacity: lookaheadRoom)
  private let masks = KeyFingerprint.makeMasks()

  struct Lookup: BitwiseCopyable {
    var key: KeyFingerprint
    /// The lower bits of the key's hash.
    var hash: UInt32
    var tag: UInt32
  }

  static let lookaheadCapacity = 128
  /// A block of text may bring 32 tokens more, and one that is none.
  private static let lookaheadRoom = lookaheadCapacity + 33
  private static let initialCapacity = 1 << 12
  /// The most slots: `Lookup` has no more bits of a hash.
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
    longKeys.deallocate()
    masks.deallocate()
  }

  /// The memory in use in bytes, with what draining will need. A key takes up to 3.2 slots just
  /// after the table grew, and the smaller tables before took as many, whose memory the process
  /// keeps. Frames grow by doubling, too.
  var memoryUsed: Int {
    let slots = max(7 * count, memory.isSpare ? capacity : 0)
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
      let piece = records + start
      guard let bytes = prepare(piece, size, assigned.map { $0 + start }, fold) else {
        try check.check(records, count)
        return total
      }
      try take(size, fold) { piece[$0].value }
      total &+= bytes
      start &+= size
    }
    return total
  }

  /// Checks and prepares records.
  /// - Returns: the size of keys and values; nil if something is wrong with one of them.
  @inline(__always)
  private func prepare<Fold: MapFold>(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ assigned: UnsafePointer<UInt32>?,
    _ fold: Fold.Type
  ) -> Int? {
    let preparation = preparation
    var total = 0
    var isWrong = false
    for i in 0..<count {
      let key = records[i].key
      isWrong = isWrong || Fold.isWrong(records[i].value, check)
      total &+= key.size
      if KeyFingerprint.isPlain(key) {
        preparation.prepare(plain: key, at: i)
      } else if check.isWrong(key: key) {
        return nil
      } else {
        prepare(other: key, at: i)
      }
    }
    if isWrong { return nil }
    if let assigned {
      for i in 0..<count { lookahead[i].tag |= AggregationSlot.tag(partition: assigned[i]) }
    }
    if Fold.takesNumbers { return total &+ 8 &* count }
    for i in 0..<count { total &+= records[i].value.size }
    return total
  }

  /// What is needed to prepare records, apart from the table, whose fields would be read anew for
  /// each record.
  struct Preparation {
    fileprivate let slots: UnsafeMutablePointer<AggregationSlot>
    fileprivate let mask: UInt64
    fileprivate let lookahead: UnsafeMutablePointer<Lookup>
    fileprivate let masks: UnsafeMutablePointer<KeyFingerprint>

    /// Hashes a key and has its slot fetched, so that `take` need not wait for one after the other:
    /// a table of many keys does not fit the caches.
    /// - Parameter key: of up to sixteen bytes, from whose start sixteen can be read.
    @inline(__always)
    func prepare(plain key: mr_bytes, at index: Int) {
      prepare(
        KeyFingerprint(plain: key, masks), AggregationSlot.sizeClass(short: key.size), at: index)
    }

    @inline(__always)
    fileprivate func prepare(_ key: KeyFingerprint, _ sizeClass: UInt32, at index: Int) {
      let hash = key.hash
      lookahead[index] = Lookup(key: key, hash: UInt32(truncatingIfNeeded: hash), tag: sizeClass)
      mr_prefetch(slots + Int(truncatingIfNeeded: hash & mask))
    }
  }

  /// What `prepare` needs; good until records are taken up.
  @inline(__always) var preparation: Preparation {
    Preparation(
      slots: slots, mask: UInt64(truncatingIfNeeded: capacity &- 1), lookahead: lookahead,
      masks: masks)
  }

  /// Prepares a record whose key may be long.
  @inline(never)
  func prepare(other key: mr_bytes, at index: Int) {
    longKeys[index] = key
    preparation.prepare(KeyFingerprint(key), AggregationSlot.sizeClass(key.size), at: index)
  }

  /// Takes up records that were prepared.
  /// - Parameter value: of the record of that index.
  @inline(__always)
  func take<Fold: MapFold>(
    _ count: Int, _ fold: Fold.Type, value: (Int) -> mr_bytes
  ) throws(RecordError) {
    let lookahead = lookahead
    var (slots, mask) = (slots, UInt64(truncatingIfNeeded: capacity &- 1))
    for i in 0..<count {
      let lookup = lookahead + i
      let slot = slots + Int(truncatingIfNeeded: UInt64(lookup.pointee.hash) & mask)
      // Most keys are where they are looked for first.
      if slot.pointee.matches(lookup.pointee.key, lookup.pointee.tag),
        !AggregationSlot.isLong(lookup.pointee.tag), Fold.add(value(i), to: &slot.pointee.bits)
      {
        continue
      }
      try search(lookup, longKeys + i, value(i), fold)
      (slots, mask) = (self.slots, UInt64(truncatingIfNeeded: capacity &- 1))
    }
  }

  /// Takes up a record wherever its slot is.
  /// - Parameter longKey: looked at if the key is long.
  @inline(never)
  private func search<Fold: MapFold>(
    _ lookup: UnsafePointer<Lookup>, _ longKey: UnsafePointer<mr_bytes>, _ value: mr_bytes,
    _ fold: Fold.Type
  ) throws(RecordError) {
    let (slots, mask) = (slots, capacity &- 1)
    let (key, tag) = (lookup.pointee.key, lookup.pointee.tag)
    var index = Int(truncatingIfNeeded: lookup.pointee.hash) & mask
    while true {
      let slot = slots + index
      if slot.pointee.matches(key, tag),
        !AggregationSlot.isLong(tag) || isLongKey(longKey.pointee, of: slot)
      {
        if Fold.add(value, to: &slot.pointee.bits) { return }
        try close(slot)
      } else if slot.pointee.isFree {
        return try insert(lookup.pointee, longKey, Fold.first(value), in: slot)
      }
      index = (index &+ 1) & mask
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
  private func close(_ slot: UnsafeMutablePointer<AggregationSlot>) throws(RecordError) {
    if slot.pointee.shortKeySize != nil {
      let offset = try frame(of: slot.pointee)
      slot.pointee.reference |= AggregationSlot.reference(tag: 0, offset: offset)
    }
    slot.pointee.reference |= AggregationSlot.closed
  }

  private func insert(
    _ lookup: Lookup, _ longKey: UnsafePointer<mr_bytes>, _ bits: UInt64,
    in slot: UnsafeMutablePointer<AggregationSlot>
  ) throws(RecordError) {
    let isLong = AggregationSlot.isLong(lookup.tag)
    let offset = isLong ? try buffer.addFrame(key: longKey.pointee, valueSize: 8) : 0
    slot.pointee = AggregationSlot(
      head: lookup.key.head, tail: lookup.key.tail, bits: bits,
      reference: AggregationSlot.reference(tag: lookup.tag, offset: offset))
    count += 1
    if count * 8 > capacity * 5 { try grow() }
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
    var key = (slot.head.littleEndian, slot.tail.littleEndian)
    return try withUnsafeBytes(of: &key) { (bytes) throws(RecordError) in
      try buffer.addFrame(key: mr_bytes(data: bytes.baseAddress, size: size), valueSize: 8)
    }
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
