import FoundationEssentials

/// What `--list` prints.
struct LanguageList {
  private struct Entry: Encodable {
    let language: String
    let name: String
    let template: String
    /// Path of the compiler; nil when there is none.
    let compiler: String?
  }

  func print(asJSON: Bool) throws {
    let templates = try Installation.find().templates
    let entries = Language.allCases.map {
      Entry(
        language: $0.rawValue, name: $0.displayName, template: "\(templates)/\($0.rawValue)",
        compiler: $0.tools[0].path)
    }
    if asJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Swift.print(String(decoding: try encoder.encode(entries), as: UTF8.self))
    } else {
      Swift.print("LANGUAGE  COMPILER")
      for (entry, language) in zip(entries, Language.allCases) {
        let padding = String(repeating: " ", count: 10 - entry.language.count)
        Swift.print("\(entry.language)\(padding)\(entry.compiler ?? language.tools[0].remark)")
      }
    }
  }
}
