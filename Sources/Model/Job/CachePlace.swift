/// A directory for a cache, and how much of its disk that may take: `DIRECTORY` or `DIRECTORY:SIZE`.
package struct CachePlace: Sendable, Hashable, Codable {
  package var directory: String
  /// The size in bytes; nil for what suits the disk.
  package var size: Int?

  /// Less would keep a handful of documents.
  package static let leastSize = 1 << 20

  package init(directory: String, size: Int? = nil) {
    self.directory = directory
    self.size = size
  }

  /// - Throws: `invalidArgument` that says what is wrong with the text.
  package init(_ text: String) throws(MRError) {
    func refusal(_ cause: String) -> MRError {
      MRError(
        .invalidArgument, "\"\(printable(text.utf8))\" is no place for a cache", cause: cause,
        remedy: "Write DIRECTORY or DIRECTORY:SIZE, for example /var/tmp/mr:8G.")
    }
    guard let colon = text.lastIndex(of: ":") else {
      guard !text.isEmpty else { throw refusal("the directory is missing") }
      self.init(directory: text)
      return
    }
    self.init(directory: String(text[..<colon]))
    guard !directory.isEmpty else { throw refusal("the directory is missing") }
    guard let size = Self.bytes(text[text.index(after: colon)...]) else {
      throw refusal("the size has to be a number and M, G or T")
    }
    guard size >= Self.leastSize else { throw refusal("it has to be at least 1M") }
    self.size = size
  }

  package var text: String { size.map { "\(directory):\($0 >> 20)M" } ?? directory }

  private static func bytes(_ text: Substring) -> Int? {
    let units: [Character: Int] = ["M": 20, "G": 30, "T": 40]
    guard let unit = text.last, let shift = units[Character(unit.uppercased())],
      let number = Int(text.dropLast()), number > 0, number < 1 << (62 - shift)
    else { return nil }
    return number << shift
  }
}
