package import CMapReduce

/// The keys that lie in a text as they are: its longest stretches of bytes whose bits are set.
package struct Tokens {
  package let text: mr_bytes
  /// The bit of byte i is bit i % 64, from the lowest, of `bits[i / 64]`.
  package let bits: UnsafePointer<UInt64>
  /// The value of each token.
  package let value: mr_bytes
  /// What lies before has been read. Not within a token.
  package private(set) var position = 0

  package init(text: mr_bytes, bits: UnsafePointer<UInt64>, value: mr_bytes) {
    self.text = text
    self.bits = bits
    self.value = value
  }

  /// Leaves out what lies before a position that is not within a token.
  package mutating func skip(to position: Int) { self.position = position }

  /// Writes up to `capacity` records.
  /// - Returns: their number; 0 if there are no more.
  package mutating func next(into records: UnsafeMutablePointer<mr_record>, capacity: Int) -> Int {
    guard let data = text.data else { return 0 }
    var count = 0
    while count < capacity {
      let start = firstByte(from: position, inverting: 0)
      if start == text.size { break }
      position = firstByte(from: start, inverting: .max)
      records[count] = mr_record(
        key: mr_bytes(data: data + start, size: position - start), value: value)
      count += 1
    }
    return count
  }

  /// The first byte at or after `start` whose bit is set after inverting; the text's size if there
  /// is none.
  private func firstByte(from start: Int, inverting: UInt64) -> Int {
    var mask = UInt64.max << UInt64(start % 64)
    var base = start / 64 * 64
    while base < text.size {
      let found = (bits[base / 64] ^ inverting) & mask
      if found != 0 { return min(base + found.trailingZeroBitCount, text.size) }
      mask = .max
      base += 64
    }
    return text.size
  }
}
