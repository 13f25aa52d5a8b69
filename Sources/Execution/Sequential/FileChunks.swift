import Input
import Model
import Records

/// The chunks of an input as they are cut from its files, one at a time, without a store. A document
/// comes whole: shares are dealt to mappers, and here one reader takes all.
final class FileChunks: ChunkSource {
  private let files: [InputFile]
  private var stream: ChunkStream
  private var memory: UnsafeMutableRawBufferPointer
  /// The length of the chunks so far, in bytes.
  private(set) var bytes = 0
  /// The number of records so far; nil if that is not known.
  private(set) var records: Int? = 0

  /// - Parameters:
  ///   - refusals: why files cannot be read, of those of which that is known, by their index.
  ///   - setAside: takes what cannot be used of the input; nil: it is an error.
  init(
    _ files: [InputFile], format: InputFormat, refusals: [Int: MRError] = [:],
    setAside: ChunkStream.SettingAside? = nil
  ) {
    self.files = files
    stream = ChunkStream(
      files, refusals: refusals, cutting: Cutting(format, shareSize: .max),
      blockCapacity: BlockLayout.payloadCapacity, setAside: setAside)
    memory = .allocate(byteCount: BlockLayout.payloadCapacity, alignment: 16)
  }

  deinit { memory.deallocate() }

  /// A file that is gone is not a lost chunk: there is nowhere to load it from.
  var lostChunks: [Int] { [] }

  func file(_ number: Int) -> InputFile? {
    files.indices.contains(number) ? files[number] : nil
  }

  func next() throws(MRError) -> FetchedChunk? {
    var filled = 0
    while true {
      let room = room(after: filled)
      guard let block = try stream.nextBlock(into: room) else { return nil }
      filled = block.isAbandoned ? 0 : filled + block.count
      guard let chunk = block.chunk else { continue }
      count(chunk)
      return FetchedChunk(
        chunk: chunk, shares: 0..<1, bytes: UnsafeRawBufferPointer(rebasing: memory[..<filled]))
    }
  }

  private func count(_ chunk: Chunk) {
    bytes += chunk.length
    for span in chunk.spans {
      records = records.flatMap { span.records > 0 ? $0 + span.records : nil }
    }
  }

  /// Room for another block of the chunk.
  private func room(after filled: Int) -> UnsafeMutableRawBufferPointer {
    let end = filled + BlockLayout.payloadCapacity
    if end > memory.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 2 * memory.count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<filled]))
      memory.deallocate()
      memory = larger
    }
    return UnsafeMutableRawBufferPointer(rebasing: memory[filled..<end])
  }
}
