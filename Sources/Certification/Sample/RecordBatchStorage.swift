internal import CMapReduce
internal import Model
internal import PluginHost

/// Records of one file at stable addresses, as they are handed to map.
final class RecordBatchStorage {
  let source: SourceStorage
  /// Number within the file of the first record.
  let firstRecord: Int
  private let bytes: UnsafeMutableRawBufferPointer
  private let table: UnsafeMutableBufferPointer<mr_record>

  var count: Int { table.count }
  var records: UnsafePointer<mr_record> { UnsafePointer(table.baseAddress!) }

  /// - Parameter records: at least one.
  init(_ records: [Emission], of file: InputFile, recordName: String, firstRecord: Int) {
    source = SourceStorage(file, recordName: recordName)
    self.firstRecord = firstRecord
    let size = records.reduce(0) { $0 + $1.key.count + $1.value.count }
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 16)
    table = .allocate(capacity: max(1, records.count))
    self.bytes = bytes
    var offset = 0
    func place(_ text: [UInt8]) -> mr_bytes {
      defer { offset += text.count }
      UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyBytes(from: text)
      return mr_bytes(data: bytes.baseAddress! + offset, size: text.count)
    }
    for (index, record) in records.enumerated() {
      let key = place(record.key)
      table.initializeElement(at: index, to: mr_record(key: key, value: place(record.value)))
    }
  }

  deinit {
    bytes.deallocate()
    table.deallocate()
  }
}
