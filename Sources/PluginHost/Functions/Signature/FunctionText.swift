/// A text in a signature, in which `{name}` stands for an attribute of the layout.
struct FunctionText: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case literal([UInt8])
    case attribute(String)
  }
  var parts: [Part]

  var attributes: [String] {
    parts.compactMap { if case .attribute(let name) = $0 { name } else { nil } }
  }
}
