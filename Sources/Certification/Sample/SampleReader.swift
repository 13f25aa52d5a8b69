internal import CMapReduce
internal import Input
internal import Model
internal import PluginHost

/// Reads records of files as a map task would get them.
struct SampleReader {
  let files: [InputFile]
  let format: CertificationRequest.Format
  let parameters: [String: String]

  private static let blockCapacity = 1 << 20

  /// - Throws: `input` if the files have no records at all.
  func read(mostBytes: Int, mostRecords: Int, batchSize: Int) throws(MRError)
    -> [RecordBatchStorage]
  {
    var batches: [RecordBatchStorage] = []
    var records = 0
    try forEachSpan(mostBytes: mostBytes) { (span, file, content) throws(MRError) in
      guard records < mostRecords else { return }
      try read(span, file, content, batchSize) { batch in
        batches.append(batch)
        records += batch.count
        return records < mostRecords
      }
    }
    guard records > 0 else {
      throw MRError(
        .input, "the sample has no records", remedy: "Give files that have some with --input.")
    }
    return batches
  }

  /// The files' contents, uncompressed, a stretch of whole records at a time.
  /// - Parameter mostBytes: after which no more is read.
  func forEachSpan(
    mostBytes: Int,
    _ body: (Span, InputFile, UnsafeRawBufferPointer) throws(MRError) -> Void
  ) throws(MRError) {
    let cutting: Cutting =
      switch format {
      case .text: .lines
      case .rawText: .rawLines
      case .whole: .whole
      case .plugin: .documents(shareSize: nil)
      }
    var stream = ChunkStream(files, cutting: cutting, blockCapacity: Self.blockCapacity)
    var chunk: [UInt8] = []
    var total = 0
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.blockCapacity, alignment: 16)
    defer { block.deallocate() }
    while total < mostBytes, let loaded = try stream.nextBlock(into: block) {
      chunk += block[..<loaded.count]
      guard let whole = loaded.chunk else { continue }
      total += chunk.count
      let content = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(1, chunk.count), alignment: 16)
      defer { content.deallocate() }
      content.copyBytes(from: chunk)
      var offset = 0
      for span in whole.spans {
        try body(
          span, files[span.file],
          UnsafeRawBufferPointer(rebasing: content[offset..<offset + span.length]))
        offset += span.length
      }
      chunk = []
    }
  }

  private func read(
    _ span: Span, _ file: InputFile, _ content: UnsafeRawBufferPointer, _ batchSize: Int,
    _ take: (RecordBatchStorage) -> Bool
  ) throws(MRError) {
    let room = UnsafeMutableBufferPointer<mr_record>.allocate(capacity: batchSize)
    defer { room.deallocate() }
    func batch(_ count: Int, _ first: Int, _ name: String) -> RecordBatchStorage {
      RecordBatchStorage(
        room[..<count].map { Emission($0) }, of: file, recordName: name, firstRecord: first)
    }
    if case .plugin(let path, let name) = format {
      let format = try Plugin.load(path: path).format(name)
      let services = NoServices()
      let context = TaskContext(services: services, partitions: 1, parameters: parameters)
      let reader = try FormatReader(
        opening: format, source: SourceStorage(file), content: content, context: context)
      defer { reader.close() }
      while let next = try reader.next(into: room.baseAddress!, capacity: batchSize) {
        if !take(batch(next.count, next.firstRecord, format.description.recordName)) { return }
      }
      return
    }
    let isText = format == .text || format == .rawText
    let reader: any RecordReader = isText ? LineReader(capacity: batchSize) : WholeReader()
    try reader.open(content, of: span, in: file)
    while let next = try reader.next(into: room) {
      if !take(batch(next.count, next.firstRecord, isText ? "line" : "file")) { return }
    }
  }
}
