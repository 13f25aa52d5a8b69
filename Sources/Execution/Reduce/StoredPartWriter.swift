import Blocks
import Model
import Output
import Records

/// A part as blocks in the store, which the master writes to a file.
final class StoredPartWriter: PartWriter {
  private let stream: BlockStreamWriter
  private var block: BlockBuffer?
  private var bytes = 0

  init(_ stream: BlockStreamWriter) { self.stream = stream }

  func write(_ bytes: UnsafeRawBufferPointer) throws(MRError) {
    var rest = bytes
    while !rest.isEmpty {
      let block = self.block ?? stream.nextBlock()
      self.block = block
      let taken = block.append(rest)
      rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
      if !rest.isEmpty { try handOver() }
    }
    self.bytes += bytes.count
  }

  func finish() throws(MRError) -> ReduceOutput {
    try handOver()
    stream.keep()
    return .blocks(count: stream.next, bytes: bytes)
  }

  func discard() { stream.discard() }

  private func handOver() throws(MRError) {
    guard let block else { return }
    self.block = nil
    try stream.write(block)
  }
}
