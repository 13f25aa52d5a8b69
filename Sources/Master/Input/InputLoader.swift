import Blocks
import Threading
import BlockStore
import Input
import Model
import Records

/// Streams a job's input into the store: cuts it into record-aligned chunks, stores their blocks
/// and announces map tasks as soon as their chunks are there.
struct InputLoader: Sendable {
  let job: JobID
  let namespace: String
  let store: any BlockStore
  let files: [InputFile]
  let cutting: Cutting
  let mappers: Int
  /// Of a map task, in bytes.
  var mostTaskBytes = JobSpec.mostTaskBytes
  let window: LoadWindow
  let cancellation: Cancellation
  let announce: @Sendable (MapTask) -> Void
  /// Bytes of the files that have been read, as they lie on disk.
  let report: @Sendable (_ position: Int) -> Void

  /// Documents larger than this are dealt to several tasks, page range by page range; in bytes. A
  /// task may be of one share, and opens a large document anew, so there are no more shares than
  /// keep all mappers busy to the end.
  static func shareSize(_ files: [InputFile], mappers: Int) -> Int {
    max(
      Cutting.leastShareSize, files.lazy.map(\.size).saturatedSum() / (16 * max(1, mappers)))
  }

  /// Loads all of the input. Blocks.
  func run() throws(MRError) {
    let storer = BlockStorer(store: store, cancellation: cancellation)
    var progress = Progress()
    do throws(MRError) {
      try load(through: storer, &progress)
    } catch {
      // What no task has been told of is in nobody's books.
      let keys = (progress.announced..<max(progress.announced, progress.stored)).map {
        BlockKey.input(namespace, job, block: $0, generation: 0)
      }
      try? store.connect().delete(keys)
      throw error
    }
  }

  /// Numbers of blocks.
  private struct Progress {
    var stored = 0
    var announced = 0
  }

  private func load(through storer: BlockStorer, _ blocks: inout Progress) throws(MRError) {
    var stream = ChunkStream(files, cutting: cutting, blockCapacity: BlockLayout.payloadCapacity)
    var cutter = TaskCutter(
      files: files, mappers: mappers, window: window.size, most: mostTaskBytes)
    var isInChunk = false
    while true {
      if !isInChunk, !window.waitForRoom() {
        throw MRError(.cancelled, "loading was cancelled")
      }
      try cancellation.check()
      let block = storer.nextBlock()
      guard let loaded = try stream.nextBlock(into: block.payload) else {
        storer.giveBack(block)
        break
      }
      block.payloadSize = loaded.count
      window.take(loaded.count)
      let key = BlockKey.input(namespace, job, block: loaded.number, generation: 0)
      blocks.stored = loaded.number + 1
      try storer.store(block, key: key)
      isInChunk = loaded.chunk == nil
      guard let chunk = loaded.chunk else { continue }
      let position = stream.position
      announce(cutter.add(chunk, position: position), &blocks)
      report(position)
    }
    announce(cutter.finish(), &blocks)
    report(stream.position)
  }

  private func announce(_ tasks: [MapTask], _ blocks: inout Progress) {
    if tasks.isEmpty { return }
    for task in tasks { announce(task) }
    blocks.announced = blocks.stored
  }

  /// Loads chunks again whose blocks were lost or already deleted. Blocks.
  /// - Returns: The chunks in their next generation.
  func reload(_ chunks: [Chunk], files: [Int: InputFile]) throws(MRError) -> [Chunk] {
    let storer = BlockStorer(store: store, cancellation: cancellation)
    var keys: [String] = []
    do throws(MRError) {
      return try reload(chunks, files, through: storer, &keys)
    } catch {
      try? store.connect().delete(keys)
      throw error
    }
  }

  private func reload(
    _ chunks: [Chunk], _ files: [Int: InputFile], through storer: BlockStorer,
    _ keys: inout [String]
  ) throws(MRError) -> [Chunk] {
    var reloaded: [Chunk] = []
    for old in chunks {
      var chunk = old
      chunk.generation += 1
      var reload = ChunkReload(
        chunk, files: files, blockCapacity: BlockLayout.payloadCapacity)
      var number = chunk.firstBlock
      while true {
        try cancellation.check()
        let block = storer.nextBlock()
        guard let count = try reload.nextBlock(into: block.payload) else {
          storer.giveBack(block)
          break
        }
        block.payloadSize = count
        window.take(count)
        let key = BlockKey.input(namespace, job, block: number, generation: chunk.generation)
        keys.append(key)
        try storer.store(block, key: key)
        number += 1
      }
      reloaded.append(chunk)
    }
    return reloaded
  }
}
