package import Model
package import Records

/// Where a map attempt's stream of blocks goes.
package final class StoreSink: BlockSink {
  private let storer: BlockStorer
  private let key: (_ block: Int) -> String
  package private(set) var blocks = 0

  package init(_ storer: BlockStorer, key: @escaping (_ block: Int) -> String) {
    self.storer = storer
    self.key = key
  }

  package func nextBlock() -> BlockBuffer { storer.nextBlock() }

  package func write(_ block: BlockBuffer, number: Int) throws(MRError) {
    blocks = number + 1
    try storer.store(block, key: key(number))
  }
}
