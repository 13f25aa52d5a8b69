/// Takes the blocks that a run writer fills.
package protocol BlockSink: AnyObject {
  /// An empty block to fill. May wait until one becomes free.
  func nextBlock() throws -> BlockBuffer

  /// Takes over a block. The stream's blocks come in order, all of them full but the last. They are
  /// not sealed.
  func write(_ block: BlockBuffer) throws
}
