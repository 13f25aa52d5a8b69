import Output
import Blocks
import BlockStore
import Foundation
import Model
import Records

/// Gives the output of reduce attempts its final names.
struct OutputCommitter: Sendable {
  let directory: OutputDirectory
  let store: any BlockStore
  let namespace: String
  let job: JobID

  /// Gives a part its final name. Blocks.
  func commit(partition: Int, attempt: Int, _ output: ReduceOutput) throws(MRError) {
    if case .blocks(let count, let bytes) = output {
      try write(partition, attempt, blocks: count, bytes: bytes)
    }
    try directory.commit(partition: partition, attempt: attempt, bytes: output.bytes)
  }

  /// The name of a part that comes through the store.
  func part(_ partition: Int, attempt: Int) -> BlockStreamName {
    BlockStreamName(namespace, .part(job, partition: partition, attempt: attempt))
  }

  /// The name of what a reduce attempt merged.
  func merged(_ partition: Int, attempt: Int) -> BlockStreamName {
    BlockStreamName(namespace, .merged(job, partition: partition, attempt: attempt))
  }

  /// Writes what a worker put into the store, because it does not see the directory.
  private func write(_ partition: Int, _ attempt: Int, blocks: Int, bytes: Int) throws(MRError) {
    let file = try directory.partWriter(partition: partition, attempt: attempt)
    if blocks == 0, bytes == 0 {
      _ = try file.finish()
      return
    }
    let fetcher = BlockFetcher(store: store, depth: Self.lookAhead)
    defer { fetcher.close() }
    do throws(MRError) {
      let part = part(partition, attempt: attempt)
      var tickets: [BlockFetcher.Ticket] = []
      var written = 0
      for block in 0..<blocks {
        while tickets.count < Self.lookAhead, block + tickets.count < blocks {
          tickets.append(fetcher.request(part.key(block + tickets.count)))
        }
        switch try fetcher.take(tickets.removeFirst()) {
        case .lost(let reason):
          throw MRError(
            .blockLost, "output of reduce task \(partition) is lost from the store", cause: reason)
        case .block(let buffer):
          defer { fetcher.giveBack(buffer) }
          try file.write(UnsafeRawBufferPointer(rebasing: buffer.payload[..<buffer.payloadSize]))
          written += buffer.payloadSize
        }
      }
      _ = try file.finish()
      guard written == bytes else {
        throw MRError(
          .blockLost, "output of reduce task \(partition) has \(written) bytes in the store",
          cause: "its attempt wrote \(bytes)")
      }
    } catch {
      file.discard()
      throw error
    }
  }

  private static let lookAhead = 4
}
