internal import CMapReduce

/// A record that this process framed in memory.
struct StoredRecord {
  let key: mr_bytes
  let value: mr_bytes
  /// The size of the whole frame, in bytes.
  let frameSize: Int

  @inline(__always)
  init(_ frame: UnsafeRawPointer) {
    let header = RecordFrame.header(frame)
    key = mr_bytes(data: frame + header.size, size: header.keySize)
    value = mr_bytes(data: frame + header.size + header.keySize, size: header.valueSize)
    frameSize = header.frameSize
  }
}
