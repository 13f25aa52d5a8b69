/// What the bytes of a key or value mean. The raw values are the words of descriptions in JSON.
///
/// Public, as the compiler inlines nothing of `package` into another module, and the engine asks for
/// each record.
public enum ValueType: String, Sendable, Hashable, Codable, CaseIterable {
  case bytes, utf8, int64, float64
  /// There are no bytes. Values may be of this type, keys may not.
  case none

  /// Whether the bytes are a number: always eight bytes.
  @inlinable public var isNumeric: Bool {
    switch self {
    case .int64, .float64: true
    case .bytes, .utf8, .none: false
    }
  }
}
