import Blocks
import Records

/// Where the output of an attempt goes that nobody wants.
final class NullSink: BlockSink {
  private let pool = BlockPool(capacity: 1)

  func nextBlock() -> BlockBuffer { pool.take() }
  func write(_ block: BlockBuffer) { pool.give(block) }
}
