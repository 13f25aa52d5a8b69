package import Model

/// Reads the bytes of a chunk again, for blocks that the store lost: the same bytes in the same
/// blocks. Calls block: it belongs on a thread of its own. Compressed files are read from their
/// beginning.
package struct ChunkReload: ~Copyable {
  private let chunk: Chunk
  private let files: [Int: InputFile]
  private var nextSpan = 0
  private var blocks = 0
  private var source: SourceFile?
  /// Bytes of the source's span still to be read.
  private var left = 0
  private let scratch: UnsafeMutableRawBufferPointer

  /// - Parameters:
  ///   - files: those that the chunk's spans name, by their index.
  ///   - blockCapacity: in bytes, as when the chunk was cut.
  package init(_ chunk: Chunk, files: [Int: InputFile], blockCapacity: Int) {
    self.chunk = chunk
    self.files = files
    scratch = .allocate(byteCount: max(blockCapacity, 64 << 10), alignment: 64)
  }

  deinit { scratch.deallocate() }

  /// Fills a block.
  /// - Parameter payload: as many bytes as a block holds.
  /// - Returns: the bytes filled; nil after the chunk's last block.
  /// - Throws: `inputChanged` if a file is not what it was when it was listed.
  package mutating func nextBlock(
    into payload: UnsafeMutableRawBufferPointer
  ) throws(MRError) -> Int? {
    if blocks == chunk.blockCount { return nil }
    blocks += 1
    do throws(InputFault) { return try fill(payload) } catch { throw error.error }
  }

  private mutating func fill(
    _ payload: UnsafeMutableRawBufferPointer
  ) throws(InputFault) -> Int {
    var filled = 0
    while filled < payload.count, let source = try openSource() {
      let room = payload[filled..<min(payload.count, filled + left)]
      let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: room))
      // All of it could be read once.
      if count < room.count { throw .changed(path, "became shorter, or cannot be read any more") }
      filled += count
      left -= count
      if left == 0 {
        try source.checkUnchanged()
        self.source = nil
        nextSpan += 1
      }
    }
    return filled
  }

  private var path: BytePath { files[chunk.spans[nextSpan].file]?.path ?? BytePath("") }

  private mutating func openSource() throws(InputFault) -> SourceFile? {
    if source == nil, nextSpan < chunk.spans.count {
      let span = chunk.spans[nextSpan]
      guard let file = files[span.file] else {
        throw InputFault(
          nil,
          MRError(
            .internal, "chunk \(chunk.number) names file \(span.file), which is not known"))
      }
      let opened = try SourceFile(file)
      try opened.skip(to: span.offset, scratch: scratch)
      source = opened
      left = span.length
    }
    return source
  }
}
