internal import Glibc
internal import Synchronization

/// Large pieces of memory that go from one map attempt of this process to the next: the kernel hands
/// out memory page by page, each at the cost of a fault, and clears it first.
enum LargeMemory {
  /// The size from which on memory is taken from here, in bytes.
  static let least = 4 << 20

  private struct Piece {
    var start: UInt
    var size: Int
  }
  private static let spare = Mutex<[Piece]>([])
  /// How many pieces are kept: as many as a sort buffer has.
  private static let mostSpare = 3

  /// - Returns: nil if there is no memory.
  static func take(_ size: Int) -> UnsafeMutableRawPointer? {
    let found = spare.withLock { spare -> Piece? in
      guard let index = spare.firstIndex(where: { $0.size == size }) else { return nil }
      return spare.remove(at: index)
    }
    if let found { return UnsafeMutableRawPointer(bitPattern: found.start) }
    return malloc(size)
  }

  static func giveBack(_ memory: UnsafeMutableRawPointer, _ size: Int) {
    let isKept = spare.withLock { spare in
      guard spare.count < mostSpare else { return false }
      spare.append(Piece(start: UInt(bitPattern: memory), size: size))
      return true
    }
    if !isKept { free(memory) }
  }
}
