package import Model

/// What an entry says of itself.
package struct EntryDescription: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    /// Records of a document.
    case records
    /// What a map task left.
    case map
    /// The digests of a layout's files.
    case digests
  }
  package private(set) var kind: Kind
  /// The document, as the layout matched it; the first file of a map task; a layout.
  package var path: BytePath
  /// The name of the input format; of the job, of a map task.
  package var format: String
  /// Which share of the document's records the entry has. Of map tasks, which of those that map the same
  /// files.
  package var share: Int
  /// Into how many shares the records are dealt. Of map tasks and digests, the number of files.
  package var shares: Int
  /// The size of the document in bytes, uncompressed; of a map task's input.
  package var documentSize: Int
  /// The number of records.
  package var records = 0
  /// The size of the records and what lies between them, in bytes, uncompressed.
  package internal(set) var size = 0
  /// The files that the format has code from, beside its plugin and that one's libraries, with what
  /// identifies each.
  var files: [CodeFile] = []

  package init(
    _ kind: Kind = .records, path: BytePath, format: String, share: Int, shares: Int,
    documentSize: Int
  ) {
    self.kind = kind
    self.path = path
    self.format = format
    self.share = share
    self.shares = shares
    self.documentSize = documentSize
  }

  private static let numbers: [any WritableKeyPath<Self, Int> & Sendable] = [
    \.share, \.shares, \.documentSize, \.records, \.size,
  ]

  /// The fields, each after its length in eight bytes.
  var encoded: [UInt8] {
    var fields = [Array(kind.rawValue.utf8), path.bytes, Array(format.utf8)]
    fields += Self.numbers.map { bigEndian(UInt64(clamping: self[keyPath: $0])) }
    for file in files { fields += [file.path.bytes, file.identity] }
    return fields.flatMap { bigEndian(UInt64($0.count)) + $0 }
  }

  init(decoding bytes: UnsafeRawBufferPointer) throws(EntryDamage) {
    var rest = bytes[...]
    var fields: [[UInt8]] = []
    while !rest.isEmpty {
      guard rest.count >= 8 else { throw EntryDamage("a description that breaks off") }
      let size = rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      rest = rest.dropFirst(8)
      guard size <= UInt64(rest.count) else { throw EntryDamage("a description that breaks off") }
      fields.append(Array(rest.prefix(Int(size))))
      rest = rest.dropFirst(Int(size))
    }
    let first = 3 + Self.numbers.count
    guard fields.count >= first, (fields.count - first).isMultiple(of: 2),
      let kind = Kind(rawValue: String(decoding: fields[0], as: UTF8.self))
    else {
      throw EntryDamage("a description without all of its fields")
    }
    self.init(
      kind, path: BytePath(bytes: fields[1]), format: String(decoding: fields[2], as: UTF8.self),
      share: 0, shares: 0, documentSize: 0)
    for (index, number) in Self.numbers.enumerated() {
      self[keyPath: number] = Int(
        clamping: fields[3 + index].suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
    files = stride(from: first, to: fields.count, by: 2).map {
      CodeFile(path: BytePath(bytes: fields[$0]), identity: fields[$0 + 1])
    }
  }
}
