import Records

/// Keeps the blocks of a stream.
final class MemorySink: BlockSink {
  private(set) var stream: [UInt8] = []
  private(set) var blocks = 0
  private(set) var payloadSizes: [Int] = []

  func nextBlock() -> BlockBuffer { BlockBuffer() }

  func write(_ block: BlockBuffer) {
    blocks += 1
    payloadSizes.append(block.payloadSize)
    stream += block.payload[..<block.payloadSize]
  }
}
