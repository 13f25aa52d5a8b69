package import CMapReduce

/// What the bytes of a key or value mean.
package enum ValueType: UInt32, Sendable, CustomStringConvertible {
  case bytes = 0
  case utf8 = 1
  case int64 = 2
  case float64 = 3
  /// No bytes. Not for keys.
  case none = 4

  /// - Returns: nil for a number that the plugin interface does not define.
  package init?(_ type: mr_type) { self.init(rawValue: type) }

  package var mrType: mr_type { rawValue }

  /// Whether the bytes are a number: always eight bytes.
  package var isNumeric: Bool { self == .int64 || self == .float64 }

  package var description: String {
    switch self {
    case .bytes: "bytes"
    case .utf8: "utf8"
    case .int64: "int64"
    case .float64: "float64"
    case .none: "none"
    }
  }
}
