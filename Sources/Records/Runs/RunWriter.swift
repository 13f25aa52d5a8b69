internal import CMapReduce

/// Writes the runs of one attempt, one after the other, as a stream that is cut into blocks.
/// Records may straddle blocks.
package final class RunWriter {
  private let sink: any BlockSink
  private var block: BlockBuffer?
  private var position: UnsafeMutableRawPointer?
  private var room = 0
  /// Offset in the stream of the end of the current block.
  private var end = 0

  package init(sink: any BlockSink) { self.sink = sink }

  /// Length of the stream so far, in bytes.
  package var bytes: Int { end - room }

  /// Hands over the last block. Nothing may be written afterwards.
  package func finish() throws {
    if block != nil { try flush() }
    end -= room
    room = 0
  }

  @inline(__always)
  func append(_ source: UnsafeRawPointer, _ size: Int) throws {
    guard size <= room, let position else { return try appendAcross(source, size) }
    position.copyMemory(from: source, byteCount: size)
    self.position = position + size
    room &-= size
  }

  /// Writes a record whose sizes are within limits and whose key is normalised.
  func append(key: mr_bytes, value: mr_bytes) throws {
    try withUnsafeTemporaryAllocation(byteCount: RecordFrame.maximumHeaderSize, alignment: 1) {
      guard let header = $0.baseAddress else { return }
      let size = RecordFrame.writeHeader(header, keySize: key.size, valueSize: value.size)
      try append(header, size)
    }
    if let data = key.data { try append(data, key.size) }
    if let data = value.data { try append(data, value.size) }
  }

  private func appendAcross(_ source: UnsafeRawPointer, _ size: Int) throws {
    var source = source
    var left = size
    while left > 0 {
      if room == 0 { try begin() }
      guard let position else { return }
      let part = min(left, room)
      position.copyMemory(from: source, byteCount: part)
      self.position = position + part
      room -= part
      source += part
      left -= part
    }
  }

  private func begin() throws {
    if block != nil { try flush() }
    let next = try sink.nextBlock()
    next.payloadSize = 0
    block = next
    position = next.payload.baseAddress
    room = BlockLayout.payloadCapacity
    end += room
  }

  private func flush() throws {
    guard let full = block else { return }
    full.payloadSize = BlockLayout.payloadCapacity - room
    block = nil
    position = nil
    try sink.write(full)
  }
}
