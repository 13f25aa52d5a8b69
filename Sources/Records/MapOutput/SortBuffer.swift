internal import CMapReduce

/// Records in memory: framed as they will lie in a run, with an entry for each that can be sorted.
final class SortBuffer {
  private(set) var frames = ByteBuffer(expected: 160 << 20)
  private var entries = ByteBuffer(expected: 32 << 20)
  private var scratch = ByteBuffer(expected: 32 << 20)
  private(set) var count = 0

  /// The memory in use in bytes, with what sorting will need.
  var memoryUsed: Int { frames.count + 2 * entries.count }

  /// Adds records whose sizes are within limits and whose keys are normalised.
  /// - Parameters:
  ///   - totalSize: of all keys and values, in bytes.
  ///   - assigned: the partition of each; nil means that there is only one.
  func add(
    _ records: UnsafePointer<mr_record>, count: Int, totalSize: Int,
    assigned: UnsafePointer<UInt32>?
  ) throws(RecordError) {
    let room = totalSize + count * RecordFrame.maximumHeaderSize
    guard frames.count + room < SortEntry.maximumOffset else { throw .outOfMemory(bytes: room) }
    let target = try frames.reserve(room)
    let newEntries = try reserveEntries(count)
    let start = frames.count
    var size = 0
    for i in 0..<count {
      let key = records[i].key
      let value = records[i].value
      let partition = assigned.map { UInt64($0[i]) } ?? 0
      var prefix: UInt64 = 0
      let frame = target + size
      var end = RecordFrame.writeHeader(frame, keySize: key.size, valueSize: value.size)
      if key.size > 0, let data = key.data {
        prefix = KeyHead.loadOrdered(data, key.size)
        (frame + end).copyMemory(from: data, byteCount: key.size)
        end &+= key.size
      }
      if value.size > 0, let data = value.data {
        (frame + end).copyMemory(from: data, byteCount: value.size)
        end &+= value.size
      }
      newEntries[i] = SortEntry(
        prefix: prefix, keySize: key.size, partition: partition, offset: start &+ size)
      size &+= end
    }
    frames.commit(size)
    commitEntries(count)
  }

  /// Adds a frame without an entry: an aggregate, whose value and entry follow when it is done.
  /// - Returns: the frame's offset.
  func addFrame(key: mr_bytes, valueSize: Int) throws(RecordError) -> Int {
    let offset = frames.count
    let room = key.size + valueSize + RecordFrame.maximumHeaderSize
    guard offset + room < AggregationSlot.maximumOffset else { throw .outOfMemory(bytes: room) }
    let frame = try frames.reserve(room)
    let header = RecordFrame.writeHeader(frame, keySize: key.size, valueSize: valueSize)
    if let data = key.data, key.size > 0 {
      (frame + header).copyMemory(from: data, byteCount: key.size)
    }
    frames.commit(header + key.size + valueSize)
    return offset
  }

  /// The first frame. Valid until the buffer is changed.
  func framesForUpdate() throws(RecordError) -> UnsafeMutableRawPointer {
    try frames.reserve(0) - frames.count
  }

  /// Room for that many more entries; `commitEntries` adds them.
  func reserveEntries(_ count: Int) throws(RecordError) -> UnsafeMutablePointer<SortEntry> {
    try entries.reserve(count * MemoryLayout<SortEntry>.stride)
      .assumingMemoryBound(to: SortEntry.self)
  }

  func commitEntries(_ count: Int) {
    entries.commit(count * MemoryLayout<SortEntry>.stride)
    self.count += count
  }

  /// Sorts by partition, key and arrival.
  /// - Returns: the entries, and `partitions + 1` indices of where the partitions begin and the
  ///   last one ends. Valid until the buffer is changed.
  func sort(
    partitions: Int, comparator: KeyComparator?
  ) throws(RecordError) -> (entries: UnsafePointer<SortEntry>, bounds: [Int]) {
    let base = UnsafeRawPointer(try framesForUpdate())
    var source = try reserveEntries(0) - count
    var other = try scratch.reserve(entries.count).assumingMemoryBound(to: SortEntry.self)
    let bounds = divide(source, into: other, partitions: partitions)
    if partitions > 1 { swap(&source, &other) }
    for partition in 0..<partitions {
      let start = bounds[partition]
      let size = bounds[partition + 1] - start
      if let comparator {
        EntrySorter(order: CustomOrder(frames: base, comparator: comparator))
          .sort(source + start, other + start, size)
      } else {
        EntrySorter(order: ByteOrder(frames: base))
          .sortByPrefix(source + start, other + start, size)
      }
    }
    return (UnsafePointer(source), bounds)
  }

  /// Forgets the records and keeps the memory.
  func removeAll() {
    frames.removeAll()
    entries.removeAll()
    count = 0
  }

  /// Brings the entries of each partition together, in the order that they have.
  private func divide(
    _ source: UnsafePointer<SortEntry>, into target: UnsafeMutablePointer<SortEntry>,
    partitions: Int
  ) -> [Int] {
    guard partitions > 1 else { return [0, count] }
    var bounds = [Int](repeating: 0, count: partitions + 1)
    for i in 0..<count { bounds[source[i].partition + 1] += 1 }
    for partition in 0..<partitions { bounds[partition + 1] += bounds[partition] }
    var next = bounds
    next.withUnsafeMutableBufferPointer { next in
      for i in 0..<count {
        let partition = source[i].partition
        target[next[partition]] = source[i]
        next[partition] &+= 1
      }
    }
    return bounds
  }
}
