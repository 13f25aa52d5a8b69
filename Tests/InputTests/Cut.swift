import CMapReduce
@testable import Input
import Model
import Testing

/// A chunk with the blocks that a stream filled for it.
struct CutChunk: Hashable {
  var chunk: Chunk
  var blocks: [[UInt8]]
  var bytes: [UInt8] { blocks.flatMap(\.self) }

  /// The bytes of each span.
  var parts: [ArraySlice<UInt8>] {
    let bytes = bytes
    var start = 0
    return chunk.spans.map { span in
      defer { start += span.length }
      return bytes[start..<start + span.length]
    }
  }
}

/// Runs a stream to its end.
func cut(
  _ files: [InputFile], _ cutting: Cutting, capacity: Int, limit: Int = .max,
  setAside: ChunkStream.SettingAside? = nil
) throws -> [CutChunk] {
  var stream = ChunkStream(
    files, cutting: cutting, blockCapacity: capacity, most: limit, setAside: setAside)
  let payload = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
  defer { payload.deallocate() }
  var chunks: [CutChunk] = []
  var blocks: [[UInt8]] = []
  while let block = try stream.nextBlock(into: payload) {
    if block.isAbandoned {
      blocks = []
      continue
    }
    blocks.append(Array(payload.prefix(block.count)))
    if let chunk = block.chunk {
      chunks.append(CutChunk(chunk: chunk, blocks: blocks))
      blocks = []
    }
  }
  return chunks
}

/// The blocks of a chunk, loaded again.
func reload(_ chunk: Chunk, _ files: [InputFile], capacity: Int) throws -> [[UInt8]] {
  let named = Dictionary(uniqueKeysWithValues: chunk.spans.map { ($0.file, files[$0.file]) })
  var reload = ChunkReload(chunk, files: named, blockCapacity: capacity)
  let payload = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
  defer { payload.deallocate() }
  var blocks: [[UInt8]] = []
  while let count = try reload.nextBlock(into: payload) {
    blocks.append(Array(payload.prefix(count)))
  }
  return blocks
}

/// A record, copied.
struct ReadRecord: Hashable {
  var number: Int
  var key: [UInt8]
  var value: [UInt8]
}

/// All records of a span.
func read(
  _ reader: any RecordReader, _ content: [UInt8], _ span: Span, _ file: InputFile, batch: Int
) throws -> [ReadRecord] {
  let records = UnsafeMutableBufferPointer<mr_record>.allocate(capacity: batch)
  defer { records.deallocate() }
  return try content.withUnsafeBytes { content in
    var found: [ReadRecord] = []
    try reader.open(content, of: span, in: file)
    while let batch = try reader.next(into: records) {
      let (count, first) = (batch.count, batch.firstRecord)
      for index in 0..<count {
        found.append(
          ReadRecord(
            number: first + index, key: copy(records[index].key), value: copy(records[index].value))
        )
      }
    }
    return found
  }
}

/// The lines of a span, taken together.
func readJoined(
  _ content: [UInt8], _ span: Span, _ file: InputFile
) throws -> [ReadRecord] {
  let reader = JoinedLineReader()
  let records = UnsafeMutableBufferPointer<mr_record>.allocate(capacity: 1)
  defer { records.deallocate() }
  var found: [ReadRecord] = []
  try content.withUnsafeBytes { content in
    try reader.open(content, of: span, in: file)
    while let batch = try reader.next(into: records) {
      #expect(batch.count == 1)
      #expect(batch.firstRecord == span.firstRecord + found.count)
      let start = number(copy(records[0].key))
      let piece = copy(records[0].value)
      // The newline of the last line is left out; with it an empty line at the end is one.
      let lines = naiveLines(piece + [UInt8(ascii: "\n")])
      #expect(lines.count == batch.fileRecords)
      for line in lines {
        found.append(
          ReadRecord(
            number: batch.firstRecord + line.number - 1, key: int64(start + number(line.key)),
            value: line.value))
      }
    }
  }
  return found
}

private func number(_ bytes: [UInt8]) -> Int {
  bytes.withUnsafeBytes { Int($0.loadUnaligned(as: Int64.self)) }
}

private func copy(_ bytes: mr_bytes) -> [UInt8] {
  Array(UnsafeRawBufferPointer(start: bytes.data, count: bytes.size))
}

/// The lines of a file as a naive reader finds them.
func naiveLines(_ bytes: [UInt8]) -> [ReadRecord] {
  var lines: [ReadRecord] = []
  var start = 0
  for piece in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
    lines.append(
      ReadRecord(number: lines.count + 1, key: int64(start), value: Array(piece)))
    start += piece.count + 1
  }
  if lines.last?.value.isEmpty == true { lines.removeLast() }
  return lines
}

func int64(_ value: Int) -> [UInt8] { withUnsafeBytes(of: Int64(value)) { Array($0) } }
