import Glibc

/// The words of some documents, numbered as they were met, each with the last document it was met
/// in.
///
/// Open addressing with linear probing.
struct WordTable: ~Copyable {
  private struct Slot {
    /// Of a word of up to seven letters the letters, of a longer one a hash with the highest bit
    /// set; 0 in an empty slot.
    var tag: UInt64
    var word: UInt32
    var document: UInt32
  }

  /// Slots, a power of two.
  private var capacity = 1 << 12
  private var slots: UnsafeMutablePointer<Slot>
  private var words: [UnsafeRawBufferPointer] = []
  private var arena = Arena()
  /// Bits to set in each byte: those that make letters lower case, or none.
  private let fold: UInt64

  init(lowercase: Bool) {
    fold = lowercase ? 0x2020_2020_2020_2020 : 0
    slots = Self.emptySlots(capacity)
  }

  deinit { slots.deallocate() }

  var count: Int { words.count }

  /// Memory taken, in bytes.
  var size: Int {
    arena.size + capacity * MemoryLayout<Slot>.stride
      + count * MemoryLayout<UnsafeRawBufferPointer>.stride
  }

  /// A word by its number; lives as long as the table.
  subscript(word: Int) -> UnsafeRawBufferPointer { words[word] }

  /// What stands for a word in a slot.
  @inline(__always)
  func tag(of word: Word) -> UInt64 {
    word.length < 8
      ? word.prefix | fold >> UInt64(64 - 8 * word.length) : hash(word) | Self.isLong
  }

  /// Reads what `note` will read of a word that it finds at once: where many words are known, the
  /// processor waits for the memory of all of them together, not for one after the other.
  @inline(__always)
  func look(for tag: UInt64) -> UInt64 {
    let slot = slots[home(tag)]
    guard slot.tag == tag, tag & Self.isLong != 0 else { return slot.tag }
    return words[Int(slot.word)].loadUnaligned(as: UInt64.self)
  }

  /// Notes that the word occurs in the document.
  /// - Parameter document: a number; that of a later document is another.
  /// - Returns: the word's number if it is the first time, otherwise nil.
  @inline(__always)
  mutating func note(_ word: Word, tag: UInt64, document: UInt32) -> UInt32? {
    var index = home(tag)
    while slots[index].tag != 0 {
      if slots[index].tag == tag, tag & Self.isLong == 0 || isEqual(slots[index].word, word) {
        if slots[index].document == document { return nil }
        slots[index].document = document
        return slots[index].word
      }
      index = (index &+ 1) & (capacity &- 1)
    }
    return insert(word, tag: tag, at: index, document)
  }

  private mutating func insert(
    _ word: Word, tag: UInt64, at index: Int, _ document: UInt32
  ) -> UInt32 {
    let number = UInt32(count)
    let bytes = arena.reserve(word.length)
    for offset in 0..<word.length {
      let letter = word.start.load(fromByteOffset: offset, as: UInt8.self)
      bytes.storeBytes(
        of: letter | UInt8(truncatingIfNeeded: fold), toByteOffset: offset, as: UInt8.self)
    }
    words.append(UnsafeRawBufferPointer(start: arena.keep(word.length), count: word.length))
    slots[index] = Slot(tag: tag, word: number, document: document)
    if count * 2 > capacity { grow() }
    return number
  }

  private mutating func grow() {
    let old = UnsafeMutableBufferPointer(start: slots, count: capacity)
    capacity *= 2
    slots = Self.emptySlots(capacity)
    for slot in old where slot.tag != 0 {
      var index = home(slot.tag)
      while slots[index].tag != 0 { index = (index &+ 1) & (capacity &- 1) }
      slots[index] = slot
    }
    old.deallocate()
  }

  @inline(__always)
  private func home(_ tag: UInt64) -> Int {
    Int(truncatingIfNeeded: Self.mix(0, tag)) & (capacity &- 1)
  }

  private static let isLong: UInt64 = 1 << 63

  /// Of a word of eight letters or more: eight at a time, the last eight may overlap those before.
  @inline(__always)
  private func hash(_ word: Word) -> UInt64 {
    var hash = Self.mix(UInt64(word.length), word.prefix | fold)
    for offset in stride(from: 8, to: word.length - 8, by: 8) {
      hash = Self.mix(hash, letters(word.start, offset))
    }
    return Self.mix(hash, letters(word.start, word.length - 8))
  }

  @inline(__always)
  private func isEqual(_ number: UInt32, _ word: Word) -> Bool {
    let other = words[Int(number)]
    guard other.count == word.length, let start = other.baseAddress else { return false }
    for offset in stride(from: 0, to: word.length - 8, by: 8) {
      if letters(word.start, offset) != start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      {
        return false
      }
    }
    let last = word.length - 8
    return letters(word.start, last) == start.loadUnaligned(fromByteOffset: last, as: UInt64.self)
  }

  @inline(__always)
  private func letters(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) | fold
  }

  /// Both halves of a product by the golden ratio: every bit of the input reaches the low ones.
  @inline(__always)
  private static func mix(_ hash: UInt64, _ bytes: UInt64) -> UInt64 {
    let product = (hash ^ bytes).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return product.high ^ product.low
  }

  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let size = count * MemoryLayout<Slot>.stride
    // Words are anywhere in the table: in huge pages the processor finds their addresses sooner.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: min(size, hugePage))
    if size >= hugePage { madvise(memory, size, MADV_HUGEPAGE) }
    // Zeros are an empty slot.
    memset(memory, 0, size)
    return memory.bindMemory(to: Slot.self, capacity: count)
  }

  /// In bytes.
  private static let hugePage = 2 << 20
}
