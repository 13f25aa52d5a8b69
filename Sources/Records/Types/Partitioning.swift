internal import CMapReduce

/// How the engine assigns keys to the partitions of a job: by a hash, or by ranges.
struct Partitioning: Sendable {
  let count: Int
  /// The ranges of keys; without them keys are assigned by their hash.
  let ranges: KeyRanges?

  /// - Parameter count: from 1 to `Partitioner.maximumPartitions`.
  init(count: Int, ranges: KeyRanges?) throws(RecordError) {
    guard 1...Partitioner.maximumPartitions ~= count else { throw .tooManyPartitions(count) }
    if let ranges, ranges.count >= count {
      throw .tooManyBounds(ranges.count, partitions: count)
    }
    self.count = count
    self.ranges = ranges
  }

  /// The partition of a normalised key.
  @inline(__always)
  func partition(of key: mr_bytes) -> UInt64 {
    if let ranges { return UInt64(truncatingIfNeeded: ranges.find(key)) }
    return Partitioner.partition(key.data, key.size, UInt64(truncatingIfNeeded: count))
  }

  /// Writes the partition of each record, whose keys are normalised.
  func assign(
    _ records: UnsafePointer<mr_record>, count: Int, into target: UnsafeMutablePointer<UInt32>
  ) {
    if let ranges {
      for i in 0..<count { target[i] = UInt32(truncatingIfNeeded: ranges.find(records[i].key)) }
    } else {
      let partitions = UInt64(truncatingIfNeeded: self.count)
      for i in 0..<count {
        let key = records[i].key
        target[i] = UInt32(
          truncatingIfNeeded: Partitioner.partition(key.data, key.size, partitions))
      }
    }
  }
}
