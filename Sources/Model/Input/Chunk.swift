/// A stretch of one file, uncompressed, that lies in a chunk without a gap.
package struct Span: Sendable, Hashable {
  /// Index in the job's list of input files.
  package var file: Int
  /// Where the first byte lies within the uncompressed file.
  package var offset: Int
  /// The length in bytes.
  package var length: Int
  /// The number within the file of the first record, from 1 (a line, for `text`).
  package var firstRecord: Int
  /// Number of records, where the loader knows it (`text` and `whole`); otherwise 0.
  package var records: Int

  package init(file: Int, offset: Int, length: Int, firstRecord: Int, records: Int) {
    self.file = file
    self.offset = offset
    self.length = length
    self.firstRecord = firstRecord
    self.records = records
  }
}

/// A record-aligned piece of the input: the bytes of its spans one after the other, in as many
/// consecutive blocks as they fill. Nearly always one; a long line or a large file takes more.
package struct Chunk: Sendable, Hashable {
  /// The chunk's place in the order of the input, from 0.
  package var number: Int
  /// Number of the first block among the job's input blocks.
  package var firstBlock: Int
  package var blockCount: Int
  /// The length in bytes.
  package var length: Int
  package var spans: [Span]
  /// Into how many shares the records of the chunk's only span are dealt (page ranges of a large
  /// document); 1 for all other chunks.
  package var shares: Int
  /// How often the chunk was loaded again.
  package var generation: Int

  package init(
    number: Int, firstBlock: Int, blockCount: Int, length: Int, spans: [Span], shares: Int = 1,
    generation: Int = 0
  ) {
    self.number = number
    self.firstBlock = firstBlock
    self.blockCount = blockCount
    self.length = length
    self.spans = spans
    self.shares = shares
    self.generation = generation
  }

  /// Where a share begins, as far as bytes can tell: records are dealt, not bytes.
  package func bytes(before share: Int) -> Int {
    Self.bytes(before: share, of: shares, length: length)
  }

  package static func bytes(before share: Int, of shares: Int, length: Int) -> Int {
    let (each, rest) = length.quotientAndRemainder(dividingBy: max(1, shares))
    // The product of length and share might not fit.
    return each * share + rest * share / max(1, shares)
  }
}

/// What a map task reads of a chunk.
package struct ChunkShare: Sendable, Hashable {
  package var chunk: Chunk
  /// The number of the share, within `0..<chunk.shares`.
  package var share: Int
  package init(chunk: Chunk, share: Int = 0) {
    self.chunk = chunk
    self.share = share
  }

  /// The length in bytes. Shares of a chunk are together as long as the chunk.
  package var length: Int { chunk.bytes(before: share + 1) - chunk.bytes(before: share) }
}

/// A map task: a set of chunk keys, and the files that they come from.
package struct MapTask: Sendable, Hashable {
  package var index: Int
  package var inputs: [ChunkShare]
  /// Files that the spans name, by their index in the job's list.
  package var files: [Int: InputFile]
  package init(index: Int, inputs: [ChunkShare], files: [Int: InputFile]) {
    self.index = index
    self.inputs = inputs
    self.files = files
  }

  /// The length of all input in bytes; a share of a chunk counts as its part.
  package var length: Int { inputs.reduce(0) { $0 + $1.length } }

  /// Number of records, if the loader knows that of all spans.
  package var records: Int? {
    var sum = 0
    for chunk in inputs.lazy.map(\.chunk) {
      guard chunk.shares == 1 else { return nil }
      for span in chunk.spans {
        guard span.records > 0 else { return nil }
        sum += span.records
      }
    }
    return sum
  }
}
