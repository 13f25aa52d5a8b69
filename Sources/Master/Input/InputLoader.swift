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
  /// Why files cannot be read, of those of which that is known, by their index.
  var refusals: [Int: MRError] = [:]
  /// What fits into the store of a line or a file, in bytes.
  var most = Int.max
  /// Whether files are cut in groups, so that the map tasks of each can be reused.
  var isGrouped = false
  /// What earlier jobs left; asked for when the job is prepared.
  var reuse: (@Sendable () -> MapReuse?)?
  /// Takes what cannot be used of the input; nil: it ends the loading. Called before the tasks of what
  /// follows it are announced.
  var setAside: (@Sendable (BadInput) -> Void)?
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
    var stream = ChunkStream(
      files, refusals: refusals, cutting: cutting, blockCapacity: BlockLayout.payloadCapacity,
      most: most, setAside: settingAside)
    if isGrouped {
      try run(&stream, blocks, reuse?())
    } else {
      var cutter = self.cutter
      try load(&stream, &cutter, blocks) { announce($0) }
    }
    report(stream.position)
  }

  /// Cuts the files into map tasks.
  var cutter: TaskCutter {
    TaskCutter(
      files: files, mappers: mappers, window: window.size, most: mostTaskBytes,
      isFixed: isGrouped)
  }

  /// Loads files up to the stream's end.
  func load(
    _ stream: inout ChunkStream, _ cutter: inout TaskCutter, _ blocks: BlockStreamWriter,
    announce: (MapTask) -> Void
  ) throws(MRError) {
    // Where the chunk at hand begins, if it has blocks.
    var begun: Int?
    while true {
      if begun == nil, !window.waitForRoom() {
        throw MRError(.cancelled, "loading was cancelled")
      }
      try cancellation.check()
      let block = blocks.nextBlock()
      guard let loaded = try stream.nextBlock(into: block.payload) else {
        blocks.giveBack(block)
        break
      }
      if loaded.isAbandoned {
        blocks.giveBack(block)
        if let first = begun { abandon(first, blocks) }
        begun = nil
        continue
      }
      let first = begun ?? blocks.next
      try store(block, loaded.count, into: blocks)
      begun = loaded.chunk == nil ? first : nil
      guard let chunk = loaded.chunk else { continue }
      let position = stream.position
      self.announce(cutter.add(chunk, position: position), blocks, announce)
      report(position)
    }
    self.announce(cutter.finish(), blocks, announce)
  }

  private var settingAside: ChunkStream.SettingAside? {
    guard let setAside else { return nil }
    return { [cancellation] (bad) throws(MRError) in
      setAside(bad)
      // Of a hopeless input nobody wants to hear the rest.
      try cancellation.check()
    }
  }

  /// Takes back full blocks that no chunk will have.
  private func abandon(_ first: Int, _ blocks: BlockStreamWriter) {
    window.release((blocks.next - first) * BlockLayout.payloadCapacity)
    blocks.discard(from: first)
  }

  private func announce(
    _ tasks: [MapTask], _ blocks: BlockStreamWriter, _ announce: (MapTask) -> Void
  ) {
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
