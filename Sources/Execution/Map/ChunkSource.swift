import Model

/// The chunks that a map attempt works on, in their order.
protocol ChunkSource: AnyObject {
  /// - Returns: nil after the last chunk.
  func next() throws(MRError) -> FetchedChunk?
  /// The file that spans give that number; nil if none has it.
  func file(_ number: Int) -> InputFile?
  /// Numbers of the chunks that cannot be had any more, for an attempt that failed.
  var lostChunks: [Int] { get }
}

/// A chunk that an attempt works on.
struct FetchedChunk {
  let chunk: Chunk
  /// The shares of it that are to be read.
  let shares: Range<Int>
  /// The bytes of its spans. They live until the next chunk is asked for.
  let bytes: UnsafeRawBufferPointer
}
