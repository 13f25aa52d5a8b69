/// Takes the blocks that a run writer fills.
package protocol BlockSink: AnyObject {
  /// An empty block to fill. May wait until one becomes free.
  func nextBlock() throws -> BlockBuffer

  /// Takes over a block: the stream's blocks in order, numbered from 0, all of them full but the
  /// last. The block is not sealed.
  func write(_ block: BlockBuffer, number: Int) throws
}
