import BlockStore
import Model
import Records

/// Where a map attempt's stream of blocks goes.
final class StoreSink: BlockSink {
  private let storer: BlockStorer
  private let key: (_ block: Int) -> String
  private(set) var blocks = 0

  init(_ storer: BlockStorer, key: @escaping (_ block: Int) -> String) {
    self.storer = storer
    self.key = key
  }

  func nextBlock() -> BlockBuffer { storer.nextBlock() }

  func write(_ block: BlockBuffer, number: Int) throws(MRError) {
    blocks = number + 1
    try storer.store(block, key: key(number))
  }
}
