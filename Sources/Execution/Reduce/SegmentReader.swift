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
  /// The block that is wanted, if it need not be fetched.
  private var recent: BlockBuffer?
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
    let key = segment.stream.key(nextBlock)
    recent = queue.recent?.block(key)
    if recent == nil { ticket = queue.fetcher.request(key) }
  }

  func next() throws -> UnsafeRawBufferPointer? {
    if let held {
      queue.fetcher.giveBack(held)
      self.held = nil
    }
    guard nextBlock < blocks.upperBound else { return nil }
    if ticket == nil, recent == nil { request() }
    if nextBlock == blocks.lowerBound { queue.advance() }
    if let block = recent.take() { return copy(try bytes(of: block)) }
    guard let waiting = ticket.take() else { return nil }
    switch try queue.fetcher.take(waiting) {
    case .lost(let reason): throw queue.lost(segment, reason)
    case .block(let block): return try piece(of: block)
    }
  }

  /// The merge found something that no writer writes.
  func isCorrupt(_ reason: String) -> MRError { queue.lost(segment, reason) }

  private func piece(of block: BlockBuffer) throws -> UnsafeRawBufferPointer {
    let number = nextBlock
    let bytes: UnsafeRawBufferPointer
    do { bytes = try self.bytes(of: block) } catch {
      queue.fetcher.giveBack(block)
      throw error
    }
    if segment.isLong {
      held = block
      if nextBlock < blocks.upperBound { request() }
      return bytes
    }
    // Many short segments would each hold a whole block: keep their bytes only.
    let copy = copy(bytes)
    if let recent = queue.recent {
      recent.add(block, segment.stream.key(number))
      queue.fetcher.giveBack(BlockBuffer())
    } else {
      queue.fetcher.giveBack(block)
    }
    return copy
  }

  /// The segment's bytes in the next of its blocks.
  private func bytes(of block: BlockBuffer) throws -> UnsafeRawBufferPointer {
    let start = nextBlock * BlockLayout.payloadCapacity
    let lower = max(segment.offset, start) - start
    let upper = min(segment.offset + segment.length, start + BlockLayout.payloadCapacity) - start
    guard upper <= block.payloadSize else {
      throw queue.lost(segment, "block \(nextBlock) is shorter than its manifest says")
    }
    nextBlock += 1
    return UnsafeRawBufferPointer(rebasing: block.payload[lower..<upper])
  }

  private func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    copy.copyMemory(from: bytes)
    self.copy = copy
    return UnsafeRawBufferPointer(copy)
  }
}
