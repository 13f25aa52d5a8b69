package import CMapReduce
package import Model

/// Keys that stand for all keys of a job: those of a sample of its input.
package final class KeySample {
  private let check: BatchCheck
  private let normalizer: KeyNormalizer?
  private let buffer = SortBuffer()
  private var batch = ByteBuffer()
  /// What is looked at of a key, in bytes: keys that agree so far fall into one range.
  private static let prefixSize = 256

  package init(keyType: ValueType, valueType: ValueType) {
    check = BatchCheck(keyType: keyType, valueType: valueType, partitions: 1)
    normalizer = keyType.isNumeric ? KeyNormalizer(type: keyType) : nil
  }

  package var count: Int { buffer.count }

  /// Adds the keys of records as a plugin emitted them.
  /// - Throws: what is wrong with which record of the batch; `outOfMemory`.
  package func add(_ records: UnsafePointer<mr_record>, count: Int) throws(RecordError) {
    _ = try check.totalSize(records, count, assigned: nil)
    let normalized = try normalizer?.normalize(records, count) ?? records
    let keys = try batch.reserve(count * MemoryLayout<mr_record>.stride)
      .assumingMemoryBound(to: mr_record.self)
    var size = 0
    for i in 0..<count {
      var key = normalized[i].key
      key.size = min(key.size, Self.prefixSize)
      keys[i] = mr_record(key: key, value: mr_bytes())
      size += key.size
    }
    try buffer.add(keys, count: count, totalSize: size, assigned: nil)
  }

  /// Bounds that divide the keys as evenly as whole keys can be divided.
  /// - Returns: `KeyRanges`' bounds, at most `partitions - 1`: fewer if there are not enough
  ///   different keys. At most `prefixSize` bytes each, and as short as it can be without moving a
  ///   key of the sample.
  package func bounds(partitions: Int) throws(RecordError) -> [[UInt8]] {
    let (entries, _) = try buffer.sort(partitions: 1, comparator: nil)
    let frames = UnsafeRawPointer(try buffer.framesForUpdate())
    func key(_ index: Int) -> mr_bytes { StoredRecord(frames + entries[index].offset).key }
    // Where each different key begins among the sorted ones.
    let firsts = (0..<count).filter { $0 == 0 || compareKeys(key($0 - 1), key($0), from: 0) != 0 }

    var bounds: [[UInt8]] = []
    var last = 0
    var next = 0
    for partition in 1..<max(1, partitions) {
      let index = count / partitions * partition + count % partitions * partition / partitions
      while next + 1 < firsts.count, firsts[next + 1] <= index { next += 1 }
      // A key that is so frequent that it is met again stays in its range: the next one is for
      // those after it.
      last = max(next, last + 1)
      guard last < firsts.count else { break }
      bounds.append(Self.separator(key(firsts[last] - 1), key(firsts[last])))
    }
    return bounds
  }

  /// The shortest beginning of `key` that comes after `former`, which comes before `key`.
  private static func separator(_ former: mr_bytes, _ key: mr_bytes) -> [UInt8] {
    let former = UnsafeRawBufferPointer(start: former.data, count: former.size)
    let key = UnsafeRawBufferPointer(start: key.data, count: key.size)
    let common = zip(former, key).prefix { $0 == $1 }.count
    return Array(key.prefix(common + 1))
  }
}
