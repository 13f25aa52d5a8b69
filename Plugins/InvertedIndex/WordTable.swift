import Glibc

/// The words that a task has met, each with the last document it was met in.
///
/// Open addressing with linear probing. Words of up to seven letters are compared as one number;
/// for longer ones that number has no zeros, so the two never look alike.
struct WordTable: ~Copyable {
  private struct Slot {
    /// The word's first letters; 0 in an empty slot.
    var prefix: UInt64
    /// The word, followed by one to eight zeros up to a multiple of eight bytes.
    var word: Arena.Place
    var document: UInt32
  }

  private(set) var count = 0
  private var slots: UnsafeMutablePointer<Slot>
  /// A power of two.
  private var capacity: Int
  private var arena = Arena()
  /// Bits to set in each byte: those that make letters lower case, or none.
  private let fold: UInt64

  init(lowercase: Bool) {
    fold = lowercase ? 0x2020_2020_2020_2020 : 0
    capacity = 4096
    slots = Self.emptySlots(capacity)
  }

  deinit { slots.deallocate() }

  /// Notes that the word occurs in the document. Documents are told apart by number; those that
  /// come one after the other have different ones.
  /// - Returns: the word as the table keeps it if it is the first time, otherwise nil.
  @inline(__always)
  mutating func note(_ word: Word, document: UInt32) -> UnsafeRawBufferPointer? {
    word.length < 8 ? noteShort(word, document) : noteLong(word, document)
  }

  @inline(__always)
  private mutating func noteShort(_ word: Word, _ document: UInt32) -> UnsafeRawBufferPointer? {
    let prefix = word.prefix | fold >> UInt64(64 - 8 * word.length)
    var index = home(Self.mix(0, prefix))
    while slots[index].prefix != 0 {
      if slots[index].prefix == prefix { return note(document, at: index, word.length) }
      index = (index &+ 1) & (capacity &- 1)
    }
    arena.reserve(8).storeBytes(of: prefix.littleEndian, as: UInt64.self)
    return insert(at: index, prefix: prefix, length: word.length, document)
  }

  private mutating func noteLong(_ word: Word, _ document: UInt32) -> UnsafeRawBufferPointer? {
    // Written where it stays if it is new.
    let bytes = arena.reserve(word.length + 8)
    copy(word, to: bytes)
    let size = Self.paddedSize(word.length)
    let prefix = word.prefix | fold
    var index = home(Self.hash(bytes, size))
    while slots[index].prefix != 0 {
      if slots[index].prefix == prefix && isEqual(slots[index].word, bytes, size) {
        return note(document, at: index, word.length)
      }
      index = (index &+ 1) & (capacity &- 1)
    }
    return insert(at: index, prefix: prefix, length: word.length, document)
  }

  @inline(__always)
  private mutating func note(
    _ document: UInt32, at index: Int, _ length: Int
  ) -> UnsafeRawBufferPointer? {
    if slots[index].document == document { return nil }
    slots[index].document = document
    return UnsafeRawBufferPointer(start: arena[slots[index].word], count: length)
  }

  private func copy(_ word: Word, to bytes: UnsafeMutableRawPointer) {
    bytes.copyMemory(from: word.start, byteCount: word.length)
    bytes.storeBytes(of: 0, toByteOffset: word.length, as: UInt64.self)
    guard fold != 0 else { return }
    for index in 0..<word.length {
      let letter = bytes.load(fromByteOffset: index, as: UInt8.self)
      bytes.storeBytes(of: letter | 0x20, toByteOffset: index, as: UInt8.self)
    }
  }

  /// Keeps the word that was written to the arena last.
  private mutating func insert(
    at index: Int, prefix: UInt64, length: Int, _ document: UInt32
  ) -> UnsafeRawBufferPointer {
    let place = arena.keep(Self.paddedSize(length))
    slots[index] = Slot(prefix: prefix, word: place, document: document)
    count += 1
    if count * 3 > capacity * 2 { grow() }
    return UnsafeRawBufferPointer(start: arena[place], count: length)
  }

  private mutating func grow() {
    let old = UnsafeMutableBufferPointer(start: slots, count: capacity)
    capacity *= 2
    slots = Self.emptySlots(capacity)
    for slot in old where slot.prefix != 0 {
      var index = home(hash(slot))
      while slots[index].prefix != 0 { index = (index &+ 1) & (capacity &- 1) }
      slots[index] = slot
    }
    old.deallocate()
  }

  private func hash(_ slot: Slot) -> UInt64 {
    let isShort = slot.prefix >> 56 == 0
    if isShort { return Self.mix(0, slot.prefix) }
    let bytes = arena[slot.word]
    let length = strlen(bytes.assumingMemoryBound(to: CChar.self))
    return Self.hash(bytes, Self.paddedSize(length))
  }

  /// Whether a place holds the padded word, given that the first eight bytes are the same. The
  /// zeros at its end make a shorter word differ before its end is passed.
  @inline(__always)
  private func isEqual(_ place: Arena.Place, _ bytes: UnsafeRawPointer, _ size: Int) -> Bool {
    let other = arena[place]
    for offset in stride(from: 8, to: size, by: 8) {
      let a = bytes.load(fromByteOffset: offset, as: UInt64.self)
      let b = other.load(fromByteOffset: offset, as: UInt64.self)
      if a != b { return false }
    }
    return true
  }

  @inline(__always)
  private func home(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash) & (capacity &- 1)
  }

  private static func paddedSize(_ length: Int) -> Int { (length + 8) & ~7 }

  private static func hash(_ bytes: UnsafeRawPointer, _ size: Int) -> UInt64 {
    var hash: UInt64 = 0
    for offset in stride(from: 0, to: size, by: 8) {
      hash = mix(hash, bytes.load(fromByteOffset: offset, as: UInt64.self))
    }
    return hash
  }

  /// Both halves of a product by the golden ratio: every bit of the input reaches the low ones.
  @inline(__always)
  private static func mix(_ hash: UInt64, _ bytes: UInt64) -> UInt64 {
    let product = (hash ^ bytes).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return product.high ^ product.low
  }

  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    // Zeros are an empty slot.
    memset(slots, 0, count * MemoryLayout<Slot>.stride)
    return slots
  }
}
