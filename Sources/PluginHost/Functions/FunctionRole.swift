/// What a job does with a function.
enum FunctionRole: String, Sendable, Hashable {
  case map, combine, reduce

  /// Whether it can hand over a parameter of that kind.
  func allows(_ kind: FunctionSignature.Kind) -> Bool {
    switch kind {
    case .pointer(.key), .length(.key, _), .text(.key), .number(.key, _), .constant, .null: true
    case .pointer(.data), .length(.data, _), .text(.data), .number(.data, _): self == .map
    case .literal(let text): self == .map || text.attributes.isEmpty
    case .accumulator, .value, .values, .count: self != .map
    case .emit: self != .combine
    }
  }

  /// What it hands over, for messages.
  var sources: String {
    switch self {
    case .map: "what a map function is given: `data`, `size`, `key`, `keysize`"
    case .combine, .reduce:
      "what a \(rawValue) function is given: `accumulator` and `value`, or `values` and `count`;"
        + " `key`, `keysize`"
    }
  }
}
