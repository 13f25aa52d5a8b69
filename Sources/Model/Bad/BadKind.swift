/// A short word for what is wrong with a part of the input: what is counted together. Formats may have
/// words of their own.
package struct BadKind: RawRepresentable, Sendable, Hashable {
  package let rawValue: String

  /// - Parameter rawValue: Becomes a word that is safe to print: lower-case letters, digits and hyphens, at
  ///   most 32, and `damaged` if nothing of it is left.
  package init(rawValue: String) {
    let letters = rawValue.lowercased().unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-")
    }
    var word = String.UnicodeScalarView()
    word.append(contentsOf: letters.prefix(32))
    self.rawValue = word.isEmpty ? "damaged" : String(word)
  }

  private init(_ word: StaticString) { rawValue = "\(word)" }

  /// The file cannot be opened or read at all.
  package static let unreadable = Self("unreadable")
  /// The content breaks the rules of its format.
  package static let damaged = Self("damaged")
  package static let encrypted = Self("encrypted")
  /// The file is something else than what the format reads.
  package static let mismatch = Self("other-format")
  /// More bytes than a record, a key or a value may have.
  package static let tooLong = Self("too-long")
  /// The plugin's function says that it failed.
  package static let failed = Self("failed")
  /// The process of the plugin ended.
  package static let killed = Self("killed")
  /// The plugin made no progress.
  package static let hung = Self("hung")
}
