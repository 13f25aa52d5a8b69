import Glibc

/// What a file is that is no text, as the bytes that it begins with say.
struct ContentKind: Sendable, Hashable {
  /// What kinds are counted together.
  enum Group: String, Sendable {
    case pdf, text, compressed, zip, archive, document, image, media, program, data, encrypted,
      binary
  }

  let group: Group
  /// A word for it, where the group's says too little: `png`, `UTF-16`.
  let label: String?
  /// The kind with its article: `a bzip2 file`.
  let name: String
  /// What makes text of it; nil where there is no general way.
  let remedy: String?

  /// How many bytes of a file tell what it is.
  static let headSize = 8 << 10

  init(_ group: Group, _ name: String, _ remedy: String? = nil, label: String? = nil) {
    self.group = group
    self.label = label
    self.name = name
    self.remedy = remedy
  }

  static let pdf = ContentKind(.pdf, "a PDF document", "Read its pages with --format pdf")

  var isEncrypted: Bool { group == .encrypted }

  /// - Parameter head: the first `headSize` bytes of a file, or all that it has.
  /// - Returns: nil for text, in UTF-8 or any other encoding of single bytes.
  static func of(_ head: UnsafeRawBufferPointer) -> ContentKind? {
    let isBinary = isBinary(head)
    if let kind = signed(head, isBinary: isBinary) {
      return kind == zip && hasEncryptedEntry(head) ? encryptedZip : kind
    }
    if hasPDFHeader(head, isText: !isBinary) { return pdf }
    return wideText(head) ?? (isBinary ? ContentKind(.binary, "a binary file") : nil)
  }

  /// Whether there are bytes that no text has: NUL, or more than a few of the control characters
  /// that neither set, separate nor colour text.
  private static func isBinary(_ head: UnsafeRawBufferPointer) -> Bool {
    guard let start = head.baseAddress, !head.isEmpty else { return false }
    if memchr(start, 0, head.count) != nil { return true }
    let part = UnsafeRawBufferPointer(rebasing: head.prefix(1024))
    var controls = 0
    for byte in part {
      let isControl = byte &- 0x04 <= 0x02 || byte &- 0x0e <= 0x0b || byte == 0x7f
      controls &+= isControl ? 1 : 0
    }
    return controls >= 4 && controls > part.count / 32
  }

  /// Whether the first entry of a zip archive says that it is encrypted.
  private static func hasEncryptedEntry(_ head: UnsafeRawBufferPointer) -> Bool {
    head.count > 6 && head[2] == 3 && head[6] & 1 == 1
  }

  /// Whether the header of a PDF is there: readers look for it in the first kilobyte.
  /// - Parameter isText: nothing of it is binary, as of a document that begins with its objects. A text that is about
  ///   documents has no header at the beginning of a line, with an object after it.
  private static func hasPDFHeader(_ head: UnsafeRawBufferPointer, isText: Bool) -> Bool {
    let start = UnsafeRawBufferPointer(rebasing: head.prefix(1024))
    guard let place = place(of: "%PDF-", in: start) else { return false }
    guard isText else { return true }
    guard
      head[..<place].allSatisfy({ $0 <= 0x20 || $0 >= 0x80 }) || head[place - 1] == 0x0a
        || head[place - 1] == 0x0d
    else { return false }
    return self.place(of: " obj", in: UnsafeRawBufferPointer(rebasing: head[place...])) != nil
  }

  private static func place(of word: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
    let size = word.utf8CodeUnitCount
    var next = 0
    while next + size <= bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + next, CInt(word.utf8Start.pointee), bytes.count - size - next + 1)
    {
      let place = UnsafeRawPointer(found) - base
      if memcmp(found, word.utf8Start, size) == 0 { return place }
      next = place + 1
    }
    return nil
  }
}
