import CMapReduce

/// A record of the input and where it comes from. Valid for the call that it is handed to.
public struct Record {
  let record: UnsafePointer<mr_record>
  let source: UnsafePointer<mr_source>

  /// Of the line, page, … within its file, from 1.
  public let number: Int

  /// The line, page or file, as its format gives it. Borrowed: copy what is to be kept.
  public var bytes: UnsafeRawBufferPointer { record.pointee.value.buffer }

  /// The same as text; bytes that are no UTF-8 are replaced.
  public var text: String { String(field: bytes) }

  /// The key as the format gives it: `key(as: Int.self)` is a line's byte offset.
  /// - Throws: `JobError` when it is a number that is asked for and it has not 8 bytes.
  public func key<Key: Field>(as type: Key.Type = Key.self) throws -> Key {
    let key = record.pointee.key.buffer
    let isNumber = type.fieldType == .int64 || type.fieldType == .float64
    guard !isNumber || key.count == 8 else {
      throw JobError("a number has 8 bytes, and not \(key.count)")
    }
    return Key(field: key)
  }

  /// Of the file, as the layout matched it.
  public var path: String { String(field: source.pointee.path.buffer) }

  /// Below the fixed part of the layout.
  public var relativePath: String { String(field: source.pointee.relative_path.buffer) }

  /// What `{name}` of the layout matched.
  /// - Throws: `JobError`, which names what the layout has, if that is none of that name.
  public func attribute(_ name: String) throws -> String {
    if let value = optionalAttribute(name) { return value }
    let names = attributes.map { "{\(String(field: $0.name.buffer))}" }
    throw JobError(
      "the layout has no part {\(name)}; it has "
        + (names.isEmpty ? "none" : names.joined(separator: ", ")))
  }

  /// The same of a part that not every layout has; nil if this one has none.
  public func optionalAttribute(_ name: String) -> String? {
    attributes.first { $0.name.buffer.elementsEqual(name.utf8) }
      .map { String(field: $0.value.buffer) }
  }

  private var attributes: UnsafeBufferPointer<mr_attribute> {
    UnsafeBufferPointer(
      start: source.pointee.attributes, count: source.pointee.attribute_count)
  }
}
