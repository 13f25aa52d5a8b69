internal import CMapReduce

extension PluginDescription {
  /// A parameter that a job or an input format declares.
  package struct Parameter: Codable, Sendable, Hashable {
    package var name: String
    package var kind: Kind
    /// Whether a job without it is refused.
    package var isRequired = false
    /// What it is where it is not given, for people.
    package var fallback: String?
    package var description: String?
    /// The values that a parameter of kind `choice` may have.
    package var choices: [String] = []

    /// What the text of a parameter means.
    package enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
      case text, flag, integer, number, choice, attribute

      init?(_ kind: mr_parameter_kind) {
        guard let known = Self.allCases.first(where: { $0.mrKind == kind }) else { return nil }
        self = known
      }

      private var mrKind: mr_parameter_kind {
        switch self {
        case .text: MR_TEXT
        case .flag: MR_FLAG
        case .integer: MR_INTEGER
        case .number: MR_NUMBER
        case .choice: MR_CHOICE
        case .attribute: MR_ATTRIBUTE
        }
      }
    }
  }
}
