package import Model

/// Reads the text of a function's signature.
struct FunctionParser {
  private let text: String
  let characters: [Unicode.Scalar]
  var index = 0
  /// Where the function's name begins, after the library's colon.
  private var start = 0

  static let longestText = 4096
  static let mostParameters = 64

  init(_ text: String) {
    self.text = text
    characters = Array(text.unicodeScalars)
  }

  /// - Throws: `invalidArgument` with the character at which the signature is wrong.
  mutating func parse() throws(MRError) -> FunctionSignature {
    let library = try library()
    start = index
    let name = try word("the function's name")
    try expect("(", "`(` and the parameters")
    let parameters = try parameters()
    skipSpace()
    var result: FunctionSignature.Result?
    if index < characters.count {
      let arrow = index
      try expect("-", "`->` and what the function returns, or nothing")
      guard current == ">" else { throw unexpected("`->`") }
      index += 1
      if parameters.contains(where: \.kind.isEmit) {
        throw error(
          at: arrow, "has `emit` and a result", expected: "one of them, as both are emitted")
      }
      result = try self.result()
      skipSpace()
      if index < characters.count { throw unexpected("nothing after the result") }
    }
    let call = String(String.UnicodeScalarView(characters[start...]))
    return FunctionSignature(
      library: library, name: name, parameters: parameters, result: result, call: call)
  }

  /// The library's name, up to the colon before the function's name. A path may hold colons.
  private mutating func library() throws(MRError) -> String {
    if text.utf8.count > Self.longestText {
      throw MRError(
        .invalidArgument, "the signature of a function is longer than \(Self.longestText) bytes")
    }
    if let control = characters.firstIndex(where: { $0.properties.generalCategory == .control }) {
      throw error(at: control, "has a control character", expected: "a line of text")
    }
    skipSpace()
    let first = index
    let colons = characters.indices.filter { characters[$0] == ":" }
    let opening = characters.firstIndex(of: "(") ?? characters.count
    guard let colon = colons.first(where: isBeforeFunction) ?? colons.first(where: { $0 < opening })
    else {
      throw error(
        at: first, "has no library",
        expected: "`LIBRARY:FUNCTION(…)`, such as `libz.so.1:crc32(…)` or `./mine.so:count(…)`")
    }
    let library = String(String.UnicodeScalarView(characters[first..<max(first, colon)]))
    if library.isEmpty {
      throw error(
        at: first, "has no library before its colon",
        expected: "a path such as `./mine.so`, or a name such as `libz.so.1`")
    }
    index = colon + 1
    return library
  }

  /// Whether a name and `(` follow a colon.
  private func isBeforeFunction(_ colon: Int) -> Bool {
    let rest = characters[(colon + 1)...].drop { $0 == " " }
    return rest.first.map(Self.beginsWord) == true
      && rest.drop(while: Self.isWord).drop { $0 == " " }.first == "("
  }

  private mutating func parameters() throws(MRError) -> [FunctionSignature.Parameter] {
    var parameters: [FunctionSignature.Parameter] = []
    skipSpace()
    if current == ")" {
      index += 1
      return []
    }
    while true {
      skipSpace()
      let position = index
      if parameters.count == Self.mostParameters {
        throw error(
          at: position, "has too many parameters", expected: "at most \(Self.mostParameters)")
      }
      let kind = try parameter()
      if parameters.contains(where: { $0.kind.isTwin(of: kind) }) {
        throw error(at: position, "has the same parameter again", expected: "it only once")
      }
      parameters.append(.init(kind: kind, position: position - start))
      skipSpace()
      if current == ")" {
        index += 1
        return parameters
      }
      try expect(",", "`,` or `)` after a parameter")
    }
  }

  /// A position within the function's call, for what is checked later.
  func relative(_ position: Int) -> Int { position - start }
}

extension FunctionParser {
  var current: Unicode.Scalar? { index < characters.count ? characters[index] : nil }

  mutating func skipSpace() {
    while current == " " { index += 1 }
  }

  /// Letters, digits and underscores that do not begin with a digit.
  mutating func word(_ expected: String) throws(MRError) -> String {
    skipSpace()
    guard let first = current, Self.beginsWord(first) else { throw unexpected(expected) }
    let begin = index
    while let character = current, Self.isWord(character) { index += 1 }
    return String(String.UnicodeScalarView(characters[begin..<index]))
  }

  mutating func expect(_ character: Unicode.Scalar, _ expected: String) throws(MRError) {
    skipSpace()
    guard current == character else { throw unexpected(expected) }
    index += 1
  }

  /// Takes a character if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == character else { return false }
    index += 1
    return true
  }

  func unexpected(_ expected: String) -> MRError {
    guard let current else { return error(at: index, "ends", expected: expected) }
    return error(at: index, "has `\(current)`", expected: expected)
  }

  func error(at position: Int, _ what: String, expected: String) -> MRError {
    FunctionSignature.error(text, at: position, what, expected: expected)
  }

  fileprivate static func beginsWord(_ character: Unicode.Scalar) -> Bool {
    isWord(character) && !("0"..."9").contains(character)
  }

  fileprivate static func isWord(_ character: Unicode.Scalar) -> Bool {
    switch character {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }
}

extension FunctionSignature {
  /// - Throws: `invalidArgument` with the character at which the signature is wrong.
  package init(_ text: String) throws(MRError) {
    var parser = FunctionParser(text)
    self = try parser.parse()
  }
}

extension FunctionSignature.Kind {
  /// Whether two parameters of this kind would make no sense.
  fileprivate func isTwin(of other: Self) -> Bool {
    switch (self, other) {
    case (.emit, .emit), (.accumulator, .accumulator), (.value, .value), (.values, .values): true
    default: false
    }
  }
}
