import Model

/// All that a source of chunks has.
extension SpanFeed {
  /// Feeds one chunk after the other, as long as the collector wants more.
  func feed(_ source: any ChunkSource) throws(MRError) {
    while !collector.isSated, let next = try source.next() { try feed(next, of: source) }
  }

  private func feed(_ next: FetchedChunk, of source: any ChunkSource) throws(MRError) {
    var offset = 0
    for span in next.chunk.spans {
      guard let file = source.file(span.file), span.length <= next.bytes.count - offset else {
        throw MRError(
          .internal,
          "chunk \(next.chunk.number) names a file or a length that it does not have")
      }
      let content = UnsafeRawBufferPointer(rebasing: next.bytes[offset..<offset + span.length])
      try feed(span, of: file, content: content, shares: next.shares, of: next.chunk.shares)
      offset += span.length
    }
  }
}
