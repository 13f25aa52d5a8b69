internal import CMapReduce

/// Collects items as the bytes of a block: a tag, numbers of seven bits a byte, and the bytes of keys,
/// values and texts.
struct ItemEncoder {
  private(set) var bytes: [UInt8] = []
  /// The number that a record added now would have; nil before the block's first.
  private var nextNumber: Int?

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    nextNumber = nil
  }

  /// Every block numbers its records by itself.
  mutating func add(_ record: mr_record, number: Int) {
    if number != nextNumber {
      bytes.append(ItemTag.number.rawValue)
      add(UInt64(number))
    }
    nextNumber = number + 1
    bytes.append(ItemTag.record.rawValue)
    add(record.key)
    add(record.value)
  }

  mutating func addLog(severity: UInt32, _ text: String) {
    bytes.append(ItemTag.log.rawValue)
    add(UInt64(severity))
    add(text)
  }

  mutating func addCount(_ name: String, _ amount: Int64) {
    bytes.append(ItemTag.count.rawValue)
    add(UInt64(bitPattern: amount))
    add(name)
  }

  mutating func addBoundary() { bytes.append(ItemTag.boundary.rawValue) }

  mutating func addAttribute(_ name: mr_bytes, _ value: mr_bytes, isOfAll: Bool) {
    bytes.append(ItemTag.attribute.rawValue)
    add(isOfAll ? 1 : 0)
    add(name)
    add(value)
  }

  mutating func addAsked(_ parameter: String) {
    bytes.append(ItemTag.asked.rawValue)
    add(parameter)
  }

  private mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    bytes += text.utf8
  }

  private mutating func add(_ part: mr_bytes) {
    add(UInt64(part.size))
    bytes += UnsafeRawBufferPointer(start: part.data, count: part.size)
  }

  private mutating func add(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
