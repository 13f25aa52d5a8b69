internal import Glibc
internal import Synchronization

/// The slots of an aggregation table, zero at first.
///
/// One large piece goes from a table to the next one of this process, because attempts follow one
/// another and the kernel hands out memory page by page, each at the cost of a fault.
struct TableMemory {
  let slots: UnsafeMutablePointer<AggregationSlot>
  let capacity: Int
  /// Whether it was another table's before: then it may be larger than was asked for.
  let isSpare: Bool

  private static let hugePage = 2 << 20
  /// The size of the piece that is kept for the next table, in bytes.
  private static let spareSize = 8 << 20
  /// A table that grows to this is likely to grow further; smaller ones are faster to look through.
  private static let leastSpareUse = 512 << 10
  private static let spare = Mutex<UInt?>(nil)

  private var size: Int { capacity * MemoryLayout<AggregationSlot>.stride }

  /// - Parameters:
  ///   - capacity: a power of two; there may be more.
  ///   - limit: of what may be taken, in bytes.
  init(atLeast capacity: Int, limit: Int) throws(RecordError) {
    var capacity = capacity
    var size = capacity * MemoryLayout<AggregationSlot>.stride
    var memory: UnsafeMutableRawPointer?
    if size >= Self.leastSpareUse, size <= Self.spareSize, limit >= 4 * Self.spareSize {
      memory = Self.spare.withLock { $0.take() }.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
    }
    isSpare = memory != nil
    if isSpare {
      size = Self.spareSize
      capacity = size / MemoryLayout<AggregationSlot>.stride
    } else {
      // Slots are met at random: with pages of 4 KiB most accesses would miss the TLB too.
      guard posix_memalign(&memory, min(size, Self.hugePage), size) == 0, let memory else {
        throw .outOfMemory(bytes: size)
      }
      if size >= Self.hugePage { madvise(memory, size, MADV_HUGEPAGE) }
      memset(memory, 0, size)
    }
    slots = memory.unsafelyUnwrapped.bindMemory(to: AggregationSlot.self, capacity: capacity)
    self.capacity = capacity
  }

  func clear() { memset(slots, 0, size) }

  /// Ends the use of the slots.
  /// - Parameter isClear: whether they are zero.
  func release(isClear: Bool) {
    guard size == Self.spareSize else { return free(slots) }
    if !isClear { clear() }
    let surplus = Self.spare.withLock { spare -> UInt? in
      defer { spare = UInt(bitPattern: slots) }
      return spare
    }
    free(surplus.flatMap { UnsafeMutableRawPointer(bitPattern: $0) })
  }
}
