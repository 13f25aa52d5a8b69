import Blocks
import Model
import Records

/// Reads one segment from the store: the pieces of its blocks in order, each block asked for while
/// the one before it is worked on.
final class SegmentReader: SegmentSource {
  private let segment: MergeSegment
  /// Owns this reader, and outlives the merge.
  private unowned let queue: SegmentQueue
  private let blocks: Range<Int>
  private var nextBlock: Int
  private var ticket: BlockFetcher.Ticket?
  private var held: BlockBuffer?
  private var copy: UnsafeMutableRawBufferPointer?

  init(_ segment: MergeSegment, queue: SegmentQueue) {
    self.segment = segment
    self.queue = queue
    blocks = segment.blocks.numbers
    nextBlock = blocks.lowerBound
  }

  deinit { copy?.deallocate() }

  func request() {
    ticket = queue.fetcher.request(segment.stream.key(nextBlock))
  }

  func next() throws -> UnsafeRawBufferPointer? {
    if let held {
      queue.fetcher.giveBack(held)
      self.held = nil
    }
    guard nextBlock < blocks.upperBound else { return nil }
    if ticket == nil { request() }
    guard let waiting = ticket else { return nil }
    ticket = nil
    if nextBlock == blocks.lowerBound { queue.advance() }
    switch try queue.fetcher.take(waiting) {
    case .lost(let reason): throw queue.lost(segment, reason)
    case .block(let block): return try piece(of: block)
    }
  }

  /// The merge found something that no writer writes.
  func isCorrupt(_ reason: String) -> MRError { queue.lost(segment, reason) }

  private func piece(of block: BlockBuffer) throws -> UnsafeRawBufferPointer {
    let start = nextBlock * BlockLayout.payloadCapacity
    let lower = max(segment.offset, start) - start
    let upper = min(segment.offset + segment.length, start + BlockLayout.payloadCapacity) - start
    guard upper <= block.payloadSize else {
      queue.fetcher.giveBack(block)
      throw queue.lost(segment, "block \(nextBlock) is shorter than its manifest says")
    }
    nextBlock += 1
    let bytes = UnsafeRawBufferPointer(rebasing: block.payload[lower..<upper])
    if segment.isLong {
      held = block
      if nextBlock < blocks.upperBound { request() }
      return bytes
    }
    // Many short segments would each hold a whole block: keep their bytes only.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    copy.copyMemory(from: bytes)
    self.copy = copy
    queue.fetcher.giveBack(block)
    return UnsafeRawBufferPointer(copy)
  }
}
