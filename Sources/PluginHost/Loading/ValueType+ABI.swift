internal import CMapReduce
internal import Model

/// The types as the plugin interface numbers them.
extension ValueType {
  /// - Returns: nil for a number that the plugin interface does not define.
  init?(_ type: mr_type) {
    guard let known = Self.allCases.first(where: { $0.mrType == type }) else { return nil }
    self = known
  }

  var mrType: mr_type {
    switch self {
    case .bytes: MR_BYTES
    case .utf8: MR_UTF8
    case .int64: MR_INT64
    case .float64: MR_FLOAT64
    case .none: MR_NONE
    }
  }
}
