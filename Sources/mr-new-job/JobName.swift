/// A name that is fit for a job, its plugin and what the language makes of it.
struct JobName {
  /// The name as it was given: `word-lengths`.
  let text: String
  /// The type and module: `WordLengths`.
  let typeName: String

  static let longest = 64

  /// - Throws: `NewJobError` with what is wrong about the name.
  init(_ text: String, language: Language) throws {
    let isWellFormed =
      text.utf8.first.map(Self.isLetter) == true
      && text.utf8.allSatisfy { Self.isLetter($0) || Self.isDigit($0) || $0 == 0x2d || $0 == 0x5f }
    guard isWellFormed else {
      throw NewJobError(
        "\"\(text)\" cannot be a job's name: it is a letter, then letters, digits, - and _"
          + " (A-Z, a-z, 0-9).")
    }
    guard text.utf8.count <= Self.longest else {
      throw NewJobError("A job's name has at most \(Self.longest) characters, not \(text.count).")
    }
    self.text = text
    typeName = text.split { $0 == "-" || $0 == "_" }
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }
      .joined()
    let identifier = String(text.map { $0 == "-" ? "_" : $0 })
    if let taken = [identifier, typeName].first(where: language.reservedWords.contains) {
      throw NewJobError(
        "\"\(text)\" cannot be a job's name in \(language.displayName): \(taken) means something"
          + " else there.")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7a ~= byte | 0x20 }
  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
}
