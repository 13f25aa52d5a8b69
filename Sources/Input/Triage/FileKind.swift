/// What a file is, by its content.
package struct FileKind: Sendable, Hashable {
  package enum Word: String, Sendable, Hashable, CaseIterable {
    case pdf, text
    /// A PDF document whose pages are images without text.
    case scanned
    case empty
    case encrypted, damaged, hanging, unreadable
    case compressed, zip, archive, document, image, media, program, data, binary
  }

  package var word: Word
  /// What the word leaves open: `UTF-8`, `png`, `bzip2`.
  package var detail: String?
  /// Whether the file is gzip'ed, and this is said of what is in it.
  package var isCompressed: Bool
  /// Why it cannot be used, where the word does not say it.
  package var reason: String?
  /// Of a document, if it was read.
  package var pages: Int?

  package init(
    _ word: Word, _ detail: String? = nil, isCompressed: Bool = false, reason: String? = nil,
    pages: Int? = nil
  ) {
    self.word = word
    self.detail = detail
    self.isCompressed = isCompressed
    self.reason = reason
    self.pages = pages
  }

  /// `text, UTF-8 (gzip)`: what files are counted together by.
  package var name: String {
    [word.rawValue, detail].compactMap(\.self).joined(separator: ", ")
      + (isCompressed ? " (gzip)" : "")
  }

  /// Whether a format of `mr` has records of it, or there is nothing to be had of it.
  package var isUsable: Bool {
    switch word {
    case .pdf, .empty: true
    case .text: detail == Self.utf8 || detail == Self.singleBytes
    default: false
    }
  }

  static let utf8 = "UTF-8"
  /// Text in an encoding of single bytes: which one, nobody can tell.
  static let singleBytes = "Latin-1 or alike"

  init(_ kind: ContentKind, isCompressed: Bool) {
    let word: Word =
      switch kind.group {
      case .pdf: .pdf
      case .text: .text
      case .compressed: .compressed
      case .zip: .zip
      case .archive: .archive
      case .document: .document
      case .image: .image
      case .media: .media
      case .program: .program
      case .data: .data
      case .encrypted: .encrypted
      case .binary: .binary
      }
    self.init(word, kind.label, isCompressed: isCompressed)
  }
}
