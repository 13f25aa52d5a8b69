package import Model

extension WireMapTask {
  package init(_ task: MapTask) {
    self.init()
    index = UInt32(clamping: task.index)
    inputs = task.inputs.map { input in
      var wire = WireChunkShare()
      wire.chunk = WireChunk(input.chunk)
      wire.share = UInt32(clamping: input.share)
      return wire
    }
    files = Dictionary(
      task.files.map { (UInt32(clamping: $0.key), WireInputFile($0.value)) },
      uniquingKeysWith: { first, _ in first })
  }
}

extension MapTask {
  /// - Throws: `invalidArgument` if anything is out of bounds, or a span names a file that the
  ///   task does not have.
  package init(_ wire: WireMapTask) throws(MRError) {
    try checkCount(wire.inputs, "map.inputs", atMost: WireLimits.spans)
    let inputs = try wire.inputs.map { (input) throws(MRError) in
      let chunk = try Chunk(input.chunk)
      return ChunkShare(
        chunk: chunk, share: try bounded(input.share, "share", in: 0...(chunk.shares - 1)))
    }
    var rest = WireLimits.bytes
    for input in inputs {
      _ = try bounded(input.chunk.length, "chunk.length of all", in: 0...rest)
      rest -= input.length
    }
    try checkCount(wire.files, "map.files", atMost: WireLimits.spans)
    var files: [Int: InputFile] = [:]
    for (index, file) in wire.files { files[Int(index)] = try InputFile(file) }
    for input in inputs {
      for span in input.chunk.spans where files[span.file] == nil {
        throw MRError(
          .invalidArgument,
          "chunk \(input.chunk.number) names file \(span.file), which the task does not have")
      }
    }
    self.init(index: Int(wire.index), inputs: inputs, files: files)
  }
}

extension WireChunk {
  package init(_ chunk: Chunk) {
    self.init()
    number = UInt32(clamping: chunk.number)
    firstBlock = UInt64(clamping: chunk.firstBlock)
    blockCount = UInt32(clamping: chunk.blockCount)
    length = UInt64(clamping: chunk.length)
    spans = chunk.spans.map { span in
      var wire = WireSpan()
      wire.file = UInt32(clamping: span.file)
      wire.offset = UInt64(clamping: span.offset)
      wire.length = UInt64(clamping: span.length)
      wire.firstRecord = UInt64(clamping: span.firstRecord)
      wire.records = UInt64(clamping: span.records)
      return wire
    }
    shares = UInt32(clamping: chunk.shares)
    generation = UInt32(clamping: chunk.generation)
  }
}

extension Chunk {
  /// - Throws: `invalidArgument` if anything is out of bounds, the spans do not add up to the
  ///   chunk, or a chunk of several spans is dealt into shares.
  package init(_ wire: WireChunk) throws(MRError) {
    try checkCount(wire.spans, "chunk.spans", atMost: WireLimits.spans)
    let length = try bounded(wire.length, "chunk.length", in: 0...WireLimits.bytes)
    let spans = try wire.spans.map { (span) throws(MRError) in try Span(span) }
    // A million spans of 2^50 bytes do not fit an Int.
    var rest = length
    for span in spans {
      rest -= span.length
      if rest < 0 { break }
    }
    guard rest == 0 else {
      throw MRError(
        .invalidArgument, "the spans of chunk \(wire.number) are not \(length) bytes together")
    }
    let shares = try bounded(wire.shares, "chunk.shares", in: 1...WireLimits.spans)
    if shares > 1, spans.count != 1 {
      throw MRError(
        .invalidArgument,
        "chunk \(wire.number) of \(spans.count) files is dealt into \(shares) shares")
    }
    self.init(
      number: Int(wire.number),
      firstBlock: try bounded(wire.firstBlock, "chunk.first_block", in: 0...WireLimits.bytes),
      // None is empty, apart from that of an empty file.
      blockCount: try bounded(wire.blockCount, "chunk.block_count", in: 0...max(1, length)),
      length: length, spans: spans,
      shares: shares, generation: Int(wire.generation))
  }
}

extension Span {
  init(_ wire: WireSpan) throws(MRError) {
    self.init(
      file: Int(wire.file),
      offset: try bounded(wire.offset, "span.offset", in: 0...WireLimits.bytes),
      length: try bounded(wire.length, "span.length", in: 0...WireLimits.bytes),
      firstRecord: try bounded(wire.firstRecord, "span.first_record", in: 0...WireLimits.bytes),
      records: try bounded(wire.records, "span.records", in: 0...WireLimits.bytes))
  }
}
