import CMapReduce
import MapReduceKit

/// Where the records of a test come from: a file `test.txt`, with attributes.
final class TestSource {
  private let bytes = LastingBytes()
  private let attributes: [mr_attribute]
  private let path: mr_bytes
  private var recordCount: UInt64 = 0

  init(_ attributes: [String: String]) {
    let bytes = bytes
    path = bytes.copy("test.txt")
    self.attributes = attributes.map {
      mr_attribute(name: bytes.copy($0.key), value: bytes.copy($0.value))
    }
  }

  /// Hands a record with the next number to a function.
  func withRecord(
    key: Int64, value: String,
    _ body: (UnsafePointer<mr_source>, UnsafePointer<mr_record>) -> mr_status
  ) -> mr_status {
    recordCount += 1
    return attributes.withUnsafeBufferPointer { attributes in
      var source = mr_source(
        size: MemoryLayout<mr_source>.size, path: path, relative_path: path,
        attributes: attributes.baseAddress, attribute_count: attributes.count,
        first_record: recordCount)
      return withUnsafeBytes(of: key) { key in
        value.withBytes { value in
          var record = mr_record(key: mr_bytes(key), value: value)
          return body(&source, &record)
        }
      }
    }
  }
}
