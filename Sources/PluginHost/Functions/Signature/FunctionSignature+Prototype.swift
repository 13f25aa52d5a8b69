extension FunctionSignature {
  /// What the function is taken for, in C: a wrong one crashes.
  package var prototype: String {
    let parameters = parameters.map { Self.declaration($0.kind) }
    let result =
      switch result?.type {
      case .scalar(let type): "\(type.cName) "
      case .cstring, .bytes: "const char *"
      case nil: "void "
      }
    return "\(result)\(name)(\(parameters.isEmpty ? "void" : parameters.joined(separator: ", ")))"
  }

  private static func declaration(_ kind: Kind) -> String {
    switch kind {
    case .pointer(.data): "const void *data"
    case .pointer(.key): "const void *key"
    case .length(.data, let type): "\(type.cName) size"
    case .length(.key, let type): "\(type.cName) keysize"
    case .text(.data): "const char *data"
    case .text(.key): "const char *key"
    case .number(.data, let type): "\(type.cName) data"
    case .number(.key, let type): "\(type.cName) key"
    case .accumulator(let type): "\(type.cName) accumulator"
    case .value(let type): "\(type.cName) value"
    case .values(.scalar(let type)): "const \(type.cName) *values"
    case .values(.cstring), .values(.bytes): "const char *const *values"
    case .count(let type): "\(type.cName) count"
    case .constant(let type, _): type.cName
    case .literal: "const char *"
    case .null: "void *"
    case .emit(let key, let value):
      "void (*emit)(\(arguments(key, "key")), \(arguments(value, "value")))"
    }
  }

  private static func arguments(_ type: FunctionType, _ name: String) -> String {
    switch type {
    case .scalar(let type): "\(type.cName) \(name)"
    case .cstring: "const char *\(name)"
    case .bytes: "const void *\(name), size_t \(name)size"
    }
  }
}
