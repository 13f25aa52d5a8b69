internal import CMapReduce
package import Model

/// An input file as plugins are told of it: an `mr_source` whose bytes stay where they are.
package final class SourceStorage {
  package let path: BytePath
  /// What its records are called in messages: `line`.
  let recordName: String
  private let bytes = StableBytes()
  private let attributes: UnsafeMutableBufferPointer<mr_attribute>
  private let source: UnsafeMutablePointer<mr_source>

  package init(_ file: InputFile, recordName: String = "record") {
    path = file.path
    self.recordName = recordName
    attributes = .allocate(capacity: file.attributes.count)
    source = .allocate(capacity: 1)
    for (index, attribute) in file.attributes.enumerated() {
      attributes.initializeElement(
        at: index,
        to: mr_attribute(
          name: bytes.add(attribute.name.utf8), value: bytes.add(attribute.value)))
    }
    source.initialize(
      to: mr_source(
        size: MemoryLayout<mr_source>.size, path: bytes.add(file.path.bytes),
        relative_path: bytes.add(file.relativePath.bytes),
        attributes: UnsafePointer(attributes.baseAddress), attribute_count: attributes.count,
        first_record: 1))
  }

  deinit {
    attributes.deallocate()
    source.deallocate()
  }

  /// Valid until the storage goes, or is asked for another first record.
  func pointer(firstRecord: Int) -> UnsafePointer<mr_source> {
    source.pointee.first_record = UInt64(clamping: firstRecord)
    return UnsafePointer(source)
  }

  /// The place for messages: `in data/a.txt, lines 17 to 272`.
  func place(firstRecord: Int, count: Int) -> String {
    count == 1
      ? "in \(path), \(recordName) \(firstRecord)"
      : "in \(path), \(recordName)s \(firstRecord) to \(firstRecord + count - 1)"
  }
}
