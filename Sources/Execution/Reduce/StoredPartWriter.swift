import Output
import Blocks
import BlockStore
import Model
import Records

/// A part as blocks in the store, which the master writes to a file.
final class StoredPartWriter: PartWriter {
  private let storer: BlockStorer
  private let key: (_ block: Int) -> String
  private let store: any BlockStore
  private var block: BlockBuffer?
  private var blocks = 0
  private var bytes = 0

  init(store: any BlockStore, monitor: AttemptMonitor, key: @escaping (_ block: Int) -> String) {
    self.store = store
    self.key = key
    storer = BlockStorer(store: store, cancellation: monitor.cancellation)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(MRError) {
    var rest = bytes
    while !rest.isEmpty {
      let block = self.block ?? storer.nextBlock()
      self.block = block
      let taken = block.append(rest)
      rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
      if !rest.isEmpty { try handOver() }
    }
    self.bytes += bytes.count
  }

  func finish() throws(MRError) -> ReduceOutput {
    try handOver()
    return .blocks(count: blocks, bytes: bytes)
  }

  func discard() {
    try? store.connect().delete((0..<blocks).map(key))
  }

  private func handOver() throws(MRError) {
    guard let block else { return }
    self.block = nil
    blocks += 1
    try storer.store(block, key: key(blocks - 1))
  }
}
