internal import CMapReduce

/// Ranges of keys in ascending order, one for each partition: what makes the partitions, one after
/// the other, a sorted whole.
///
/// Sendable because nothing of it changes after `init`.
package final class KeyRanges: @unchecked Sendable {
  /// Number of bounds; there is one more range.
  package let count: Int

  /// The bounds' first bytes: enough to find the range of most keys without looking further.
  private let heads: UnsafeMutablePointer<UInt64>
  private let bounds: UnsafeMutablePointer<mr_bytes>
  private let bytes: UnsafeMutableRawBufferPointer

  /// - Parameter bounds: normalised keys, strictly ascending. Each is the first key that may lie in
  ///   the next range.
  /// - Throws: `unorderedBounds`.
  package init(_ bounds: [[UInt8]]) throws(RecordError) {
    guard zip(bounds, bounds.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) }) else {
      throw .unorderedBounds
    }
    count = bounds.count
    heads = .allocate(capacity: max(1, count))
    self.bounds = .allocate(capacity: max(1, count))
    bytes = .allocate(byteCount: bounds.reduce(0) { $0 + $1.count }, alignment: 8)
    var offset = 0
    for (index, bound) in bounds.enumerated() {
      let copy = UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + bound.count])
      copy.copyBytes(from: bound)
      offset += bound.count
      (self.bounds + index).initialize(to: mr_bytes(data: copy.baseAddress, size: bound.count))
      let head = copy.baseAddress.map { KeyHead.loadOrdered($0, bound.count) } ?? 0
      (heads + index).initialize(to: head)
    }
  }

  deinit {
    heads.deallocate()
    bounds.deallocate()
    bytes.deallocate()
  }

  /// The range that a normalised key lies in: how many bounds are at or below it.
  package func find(_ key: UnsafeRawBufferPointer) -> Int {
    find(mr_bytes(data: key.baseAddress, size: key.count))
  }

  @inline(__always)
  func find(_ key: mr_bytes) -> Int {
    let head = key.data.map { KeyHead.loadOrdered($0, key.size) } ?? 0
    // Without a branch on the outcome, which nobody could predict.
    var first = 0
    var length = count
    while length > 0 {
      let half = length / 2
      first &+= heads[first &+ half] < head ? length &- half : 0
      length = half
    }
    if first < count, heads[first] == head { return findAmongEqualHeads(key, head, from: first) }
    return first
  }

  @inline(never)
  private func findAmongEqualHeads(_ key: mr_bytes, _ head: UInt64, from start: Int) -> Int {
    var low = start
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if heads[middle] == head, compareKeys(bounds[middle], key, from: 0) <= 0 {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
