/// Bytes at a place of a file that only one kind of file has there.
struct Signature: Sendable {
  let kind: ContentKind
  private let parts: [Part]

  /// Bytes at an offset.
  struct Part: Sendable {
    let offset: Int
    let bytes: [UInt8]
  }

  init(_ kind: ContentKind, _ parts: (offset: Int, bytes: [UInt8])...) {
    self.init(kind, parts)
  }

  init(_ kind: ContentKind, _ parts: [(offset: Int, bytes: [UInt8])]) {
    self.kind = kind
    self.parts = parts.map { Part(offset: $0.offset, bytes: $0.bytes) }
  }

  /// A signature at the beginning of a file.
  init(_ kind: ContentKind, _ bytes: [UInt8]) {
    self.init(kind, (0, bytes))
  }

  /// A signature at the beginning of a file; characters up to U+00FF stand for their byte.
  init(_ kind: ContentKind, _ text: String) {
    self.init(kind, text.unicodeScalars.map { UInt8($0.value) })
  }

  /// The first byte of a file with this signature; nil if any will do.
  var firstByte: UInt8? { parts.first { $0.offset == 0 }?.bytes.first }

  func isFound(in head: UnsafeRawBufferPointer) -> Bool {
    parts.allSatisfy { part in
      head.count >= part.offset + part.bytes.count
        && head[part.offset...].starts(with: part.bytes)
    }
  }
}
