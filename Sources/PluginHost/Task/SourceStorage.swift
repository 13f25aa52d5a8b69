package import CMapReduce
package import Model

/// An input file as plugins are told of it: an `mr_source` whose bytes stay where they are.
package final class SourceStorage {
  package let path: BytePath
  /// What its records are called in messages: `line`.
  let recordName: String
  private let bytes = StableBytes()
  private var attributes: UnsafeMutableBufferPointer<mr_attribute>
  /// What an input format sets; after the layout's parts among the attributes.
  private var formatAttributes: [FormatAttribute] = []
  /// The names among those that a part of the layout hides.
  private var hiddenNames: Set<String> = []
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

  /// Makes room for the attributes that an input format declares, which are empty until it sets them.
  package func declare(_ names: [String]) {
    guard !names.isEmpty, formatAttributes.isEmpty, hiddenNames.isEmpty else { return }
    let parts = attributes
    let known = parts.map { String(decoding: $0.name.buffer, as: UTF8.self) }
    hiddenNames = Set(names).intersection(known)
    formatAttributes = names.filter { !hiddenNames.contains($0) }.map(FormatAttribute.init)
    attributes = .allocate(capacity: parts.count + formatAttributes.count)
    for (index, part) in parts.enumerated() { attributes.initializeElement(at: index, to: part) }
    for (index, attribute) in formatAttributes.enumerated() {
      attributes.initializeElement(
        at: parts.count + index,
        to: mr_attribute(name: bytes.add(attribute.name.utf8), value: mr_bytes()))
    }
    parts.deallocate()
    source.pointee.attributes = UnsafePointer(attributes.baseAddress)
    source.pointee.attribute_count = attributes.count
  }

  /// Sets what the input format declares.
  /// - Returns: false if it does not declare it.
  package func set(_ name: mr_bytes, to value: mr_bytes, for scope: FormatAttribute.Scope) -> Bool {
    guard
      let index = formatAttributes.firstIndex(where: { $0.name.utf8.elementsEqual(name.buffer) })
    else { return hiddenNames.contains { $0.utf8.elementsEqual(name.buffer) } }
    formatAttributes[index].set(value, for: scope)
    show(index)
    return true
  }

  /// Forgets what was set for a share or a call.
  package func clear(_ scope: FormatAttribute.Scope) {
    for index in formatAttributes.indices {
      formatAttributes[index].clear(scope)
      show(index)
    }
  }

  private func show(_ index: Int) {
    attributes[attributes.count - formatAttributes.count + index].value =
      formatAttributes[index].value
  }

  /// The place for messages: `in data/a.txt, lines 17 to 272`.
  func place(firstRecord: Int, count: Int) -> String {
    count == 1
      ? "in \(path), \(recordName) \(firstRecord)"
      : "in \(path), \(recordName)s \(firstRecord) to \(firstRecord + count - 1)"
  }
}
