import CPrefetch
import Glibc

/// The words of some documents, numbered as they were met, each with the last document it was met
/// in.
///
/// Open addressing with linear probing.
struct WordTable: ~Copyable {
  /// What tells a word from all others; nearly always the word itself.
  struct Key {
    /// The first eight letters, as in `Word.prefix`.
    var head: UInt64
    /// Of a word of up to 8 letters 0; of up to 16 the last eight letters and, in highest bits of
    /// bytes, which letters do not have, the length; of a longer one a hash with the highest bit
    /// set.
    var tail: UInt64

    /// Whether words with this key may still differ.
    @inline(__always) var isHash: Bool { tail &>> 63 != 0 }
  }

  private struct Slot {
    /// Its head is 0 in an empty slot.
    var key: Key
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

  @inline(__always)
  func key(of word: Word) -> Key {
    let head = word.prefix | fold &>> UInt64(truncatingIfNeeded: 64 &- 8 &* min(word.length, 8))
    if word.length > 16 { return Key(head: head, tail: hash(word)) }
    // Computed in any case: which words are longer than eight letters cannot be predicted.
    let more = UInt64(truncatingIfNeeded: word.length &- 9)
    let length = (more & 1) &<< 7 | (more & 2) &<< 14 | (more & 4) &<< 21
    return Key(head: head, tail: word.length > 8 ? word.suffix | fold | length : 0)
  }

  /// Has the slot fetched that `note` will read: where many words are known, the processor waits for
  /// the memory of all of them together, not for one after the other.
  @inline(__always)
  func fetch(_ key: Key) { prefetch(slots + home(key)) }

  /// Notes that the word occurs in the document.
  /// - Parameter document: a number; that of a later document is another.
  /// - Returns: the word's number, and whether it is the first time.
  @inline(__always)
  mutating func note(
    _ word: Word, _ key: Key, document: UInt32
  ) -> (number: UInt32, isFirst: Bool) {
    var index = home(key)
    while slots[index].key.head != 0 {
      let difference = slots[index].key.head ^ key.head | slots[index].key.tail ^ key.tail
      if difference == 0, !key.isHash || isEqual(slots[index].word, word) {
        let isFirst = slots[index].document != document
        slots[index].document = document
        return (slots[index].word, isFirst)
      }
      index = (index &+ 1) & (capacity &- 1)
    }
    return (insert(word, key, at: index, document), true)
  }

  private mutating func insert(
    _ word: Word, _ key: Key, at index: Int, _ document: UInt32
  ) -> UInt32 {
    let number = UInt32(count)
    let bytes = arena.reserve(word.length)
    for offset in 0..<word.length {
      let letter = word.start.load(fromByteOffset: offset, as: UInt8.self)
      bytes.storeBytes(
        of: letter | UInt8(truncatingIfNeeded: fold), toByteOffset: offset, as: UInt8.self)
    }
    words.append(UnsafeRawBufferPointer(start: arena.keep(word.length), count: word.length))
    slots[index] = Slot(key: key, word: number, document: document)
    if count * 2 > capacity { grow() }
    return number
  }

  private mutating func grow() {
    let old = UnsafeMutableBufferPointer(start: slots, count: capacity)
    capacity *= 2
    slots = Self.emptySlots(capacity)
    for slot in old where slot.key.head != 0 {
      var index = home(slot.key)
      while slots[index].key.head != 0 { index = (index &+ 1) & (capacity &- 1) }
      slots[index] = slot
    }
    old.deallocate()
  }

  @inline(__always)
  private func home(_ key: Key) -> Int {
    Int(truncatingIfNeeded: Self.mix(key.head, key.tail)) & (capacity &- 1)
  }

  /// Of a word of more than 16 letters: eight at a time, the last eight may overlap those before.
  @inline(never)
  private func hash(_ word: Word) -> UInt64 {
    let inner = stride(from: 8, to: word.length - 8, by: 8).reduce(UInt64(word.length)) {
      Self.mix($0, letters(word.start, $1))
    }
    return Self.mix(inner, word.suffix | fold) | 1 << 63
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

  /// Both halves of a product: every bit of the input reaches the low ones.
  @inline(__always)
  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: b ^ 0xd1b5_4a32_d192_ed03)
    return product.high ^ product.low
  }

  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let size = count * MemoryLayout<Slot>.stride
    // Words are anywhere in the table: in huge pages the processor finds their addresses sooner.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: size, alignment: size < hugePage ? 64 : hugePage)
    if size >= hugePage { madvise(memory, size, MADV_HUGEPAGE) }
    // Zeros are an empty slot.
    memset(memory, 0, size)
    return memory.bindMemory(to: Slot.self, capacity: count)
  }

  /// In bytes.
  private static let hugePage = 2 << 20
}
