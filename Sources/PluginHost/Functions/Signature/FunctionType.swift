internal import Model

/// What a function emits or returns.
enum FunctionType: Sendable, Hashable {
  case scalar(ScalarType)
  /// `const char *`, up to its NUL.
  case cstring
  /// `const void *` and `size_t`; emitted only.
  case bytes

  /// The type that the engine carries it as.
  var valueType: ValueType {
    switch self {
    case .scalar(let type): type.valueType
    case .cstring: .utf8
    case .bytes: .bytes
    }
  }

  /// The word of a signature.
  var name: String {
    switch self {
    case .scalar(let type): type.rawValue
    case .cstring: "cstring"
    case .bytes: "bytes"
    }
  }
}
