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
  /// The size of the largest map task in bytes.
  var mostTaskBytes = JobSpec.mostTaskBytes
  let window: LoadWindow
  let cancellation: Cancellation
  let announce: @Sendable (MapTask) -> Void
  /// Bytes of the files that have been read, as they lie on disk.
  let report: @Sendable (_ position: Int) -> Void

  /// Documents larger than this are dealt to several tasks, page range by page range; in bytes. A
  /// task may be of one share, and opens a large document anew, so there are no more shares than
  /// keep all mappers busy to the end. A power of two: shares that a cache has are seldom cut otherwise
  /// when the input has grown.
  static func shareSize(_ files: [InputFile], mappers: Int) -> Int {
    let size = files.lazy.map(\.size).saturatedSum() / (16 * max(1, mappers))
    return size <= Cutting.leastShareSize
      ? Cutting.leastShareSize : 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount)
  }

  /// Loads all of the input. What no task was announced with is deleted if that fails. Blocks.
  func run() throws(MRError) {
    let blocks = BlockStreamWriter(
      BlockStreamName(namespace, .input(job, generation: 0)), store: store,
      cancellation: cancellation)
    var stream = ChunkStream(files, cutting: cutting, blockCapacity: BlockLayout.payloadCapacity)
    var cutter = TaskCutter(
      files: files, mappers: mappers, window: window.size, most: mostTaskBytes)
    var isInChunk = false
    while true {
      if !isInChunk, !window.waitForRoom() {
        throw MRError(.cancelled, "loading was cancelled")
      }
      try cancellation.check()
      let block = blocks.nextBlock()
      guard let loaded = try stream.nextBlock(into: block.payload) else {
        blocks.giveBack(block)
        break
      }
      try store(block, loaded.count, into: blocks)
      isInChunk = loaded.chunk == nil
      guard let chunk = loaded.chunk else { continue }
      let position = stream.position
      announce(cutter.add(chunk, position: position), blocks)
      report(position)
    }
    announce(cutter.finish(), blocks)
    report(stream.position)
  }

  private func announce(_ tasks: [MapTask], _ blocks: BlockStreamWriter) {
    if tasks.isEmpty { return }
    for task in tasks { announce(task) }
    // The job has them in its books from here on.
    blocks.keep()
  }

  /// Loads chunks again whose blocks were lost or already deleted: all of them, or none. Blocks.
  /// - Returns: The chunks in their next generation.
  func reload(_ chunks: [Chunk], files: [Int: InputFile]) throws(MRError) -> [Chunk] {
    let storer = BlockStorer(store: store, cancellation: cancellation)
    var streams: [BlockStreamWriter] = []
    var reloaded: [Chunk] = []
    for old in chunks {
      var chunk = old
      chunk.generation += 1
      let blocks = BlockStreamWriter(
        chunk.blocks(namespace, job).stream, through: storer, from: chunk.firstBlock)
      streams.append(blocks)
      try reload(chunk, files, into: blocks)
      reloaded.append(chunk)
    }
    for blocks in streams { blocks.keep() }
    return reloaded
  }

  private func reload(
    _ chunk: Chunk, _ files: [Int: InputFile], into blocks: BlockStreamWriter
  ) throws(MRError) {
    var reload = ChunkReload(chunk, files: files, blockCapacity: BlockLayout.payloadCapacity)
    while true {
      try cancellation.check()
      let block = blocks.nextBlock()
      guard let count = try reload.nextBlock(into: block.payload) else {
        blocks.giveBack(block)
        return
      }
      try store(block, count, into: blocks)
    }
  }

  private func store(
    _ block: BlockBuffer, _ count: Int, into blocks: BlockStreamWriter
  ) throws(MRError) {
    block.payloadSize = count
    window.take(count)
    try blocks.write(block)
  }
}
