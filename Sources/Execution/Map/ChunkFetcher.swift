import Blocks
import BlockStore
import Model
import Records

/// Fetches the chunks of a map task from the store, in order. The next block is on its way while the map works on
/// the one before, on the same thread: blocks are used where they arrive.
final class ChunkFetcher: ChunkSource {
  private let task: MapTask
  private let store: any BlockStore
  private let namespace: String
  private let job: JobID
  private var connection: (any BlockStoreConnection)?
  private let pool = BlockPool(capacity: 1)
  private var nextInput = 0
  private var held: BlockBuffer?
  /// The bytes of a chunk that lies in several blocks.
  private var assembled: UnsafeMutableRawBufferPointer?
  /// Numbers of chunks of which a block was found missing or damaged.
  private var found: [Int] = []

  init(_ task: MapTask, of job: JobID, store: any BlockStore, namespace: String) {
    self.task = task
    self.job = job
    self.store = store
    self.namespace = namespace
  }

  deinit { release() }

  /// Shares of a chunk that follow one another come together.
  func next() throws(MRError) -> FetchedChunk? {
    release()
    guard nextInput < task.inputs.count else { return nil }
    let first = task.inputs[nextInput]
    let end = endOfShares(from: nextInput)
    let shares = first.share..<first.share + end - nextInput
    nextInput = end
    return FetchedChunk(chunk: first.chunk, shares: shares, bytes: try fetch(first.chunk))
  }

  func file(_ number: Int) -> InputFile? { task.files[number] }

  /// All chunks of the task that are lost, once one was found to be.
  var lostChunks: [Int] {
    if found.isEmpty { return [] }
    let blocks = task.inputs.map { input in
      (blocks: input.chunk.blocks(namespace, job), owner: input.chunk.number)
    }
    let all = (try? LossSurvey.run(blocks, store: store)) ?? []
    return all + found.filter { !all.contains($0) }
  }

  /// The first input that is not the next share of the same chunk as the one before.
  private func endOfShares(from first: Int) -> Int {
    let inputs = task.inputs
    var end = first + 1
    while end < inputs.count, inputs[end].chunk.number == inputs[first].chunk.number,
      inputs[end].share == inputs[end - 1].share + 1
    {
      end += 1
    }
    return end
  }

  private func fetch(_ chunk: Chunk) throws(MRError) -> UnsafeRawBufferPointer {
    if chunk.blockCount == 1 {
      let block = try take(0, of: chunk)
      held = block
      return try bytes(of: block, chunk, chunk.length)
    }
    let all = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk.length, alignment: 16)
    assembled = all
    var filled = 0
    for index in 0..<chunk.blockCount {
      let block = try take(index, of: chunk)
      defer { pool.give(block) }
      let size = min(chunk.length - filled, BlockLayout.payloadCapacity)
      let piece = try bytes(of: block, chunk, size)
      UnsafeMutableRawBufferPointer(rebasing: all[filled...]).copyMemory(from: piece)
      filled += size
    }
    return UnsafeRawBufferPointer(all)
  }

  private func release() {
    if let held { pool.give(held) }
    held = nil
    assembled?.deallocate()
    assembled = nil
  }

  private func bytes(of block: BlockBuffer, _ chunk: Chunk, _ size: Int) throws(MRError)
    -> UnsafeRawBufferPointer
  {
    guard block.payloadSize == size else { throw isLost(chunk, "a block has another length") }
    return UnsafeRawBufferPointer(rebasing: block.payload[..<size])
  }

  private func take(_ index: Int, of chunk: Chunk) throws(MRError) -> BlockBuffer {
    let open = if let connection { connection } else { try store.connect() }
    connection = open
    let block = pool.take()
    do throws(MRError) {
      if let reason = try open.get(key(index, of: chunk), into: block) {
        throw isLost(chunk, reason)
      }
    } catch {
      pool.give(block)
      throw error
    }
    if index + 1 < chunk.blockCount {
      open.announce(key(index + 1, of: chunk))
    } else if nextInput < task.inputs.count {
      open.announce(key(0, of: task.inputs[nextInput].chunk))
    }
    return block
  }

  private func key(_ index: Int, of chunk: Chunk) -> String {
    chunk.blocks(namespace, job).stream.key(chunk.firstBlock + index)
  }

  private func isLost(_ chunk: Chunk, _ reason: String) -> MRError {
    found.append(chunk.number)
    return MRError(.inputLost, "chunk \(chunk.number) is lost from the store", cause: reason)
  }
}
