import TestSupport
import Records

/// Hands out bytes in pieces of random sizes, and overwrites a piece when the next is asked for:
/// whoever still uses it is found out.
final class CutSource: SegmentSource {
  private let bytes: [UInt8]
  private let pieceSize: Int
  private var position = 0
  private var random: SeededGenerator
  /// Kept, so that what is read of them too late is at least seen.
  private var formerPieces: [UnsafeMutableRawBufferPointer] = []
  private var piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 1)

  init(_ bytes: some Sequence<UInt8>, pieceSize: Int, seed: UInt64) {
    self.bytes = Array(bytes)
    self.pieceSize = pieceSize
    random = SeededGenerator(seed: seed)
  }

  deinit {
    piece.deallocate()
    for piece in formerPieces { piece.deallocate() }
  }

  func next() -> UnsafeRawBufferPointer? {
    piece.initializeMemory(as: UInt8.self, repeating: 0xee)
    guard position < bytes.count else { return nil }
    let size = min(bytes.count - position, Int.random(in: 0...pieceSize, using: &random))
    if size > piece.count {
      formerPieces.append(piece)
      piece = .allocate(byteCount: size, alignment: 1)
    }
    let current = UnsafeMutableRawBufferPointer(rebasing: piece[..<size])
    current.copyBytes(from: bytes[position..<position + size])
    position += size
    return UnsafeRawBufferPointer(current)
  }
}
