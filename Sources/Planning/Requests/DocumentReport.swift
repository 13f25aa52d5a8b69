package import Input

/// What is known of a document, as far as it matters here.
package struct DocumentReport: Codable, Sendable, Hashable {
  /// `pdf`, `scanned`, `encrypted`, `damaged`, `empty`, `hanging`, or another word of the format's.
  package var kind: String
  package var pages: Int?
  package var reason: String?

  package init(kind: String, pages: Int? = nil, reason: String? = nil) {
    self.kind = kind
    self.pages = pages
    self.reason = reason
  }

  /// - Parameter kind: what the file was taken for by its first bytes.
  package func refined(_ kind: FileKind) -> FileKind {
    var kind = kind
    kind.word = FileKind.Word(rawValue: self.kind) ?? .damaged
    kind.pages = pages
    // Of a document that can be read, remarks are no reasons.
    if kind.word != .pdf { kind.reason = reason }
    return kind
  }
}
