import Model

/// A point of time on the wire: milliseconds since 1970-01-01 UTC, 0 for "not yet".
enum Timestamp {
  /// `2026-11-22 18:31:07+01:00`, for people; `-` for 0.
  static func local(_ milliseconds: Int64) -> String {
    milliseconds == 0 ? "-" : DateText.local(milliseconds)
  }

  /// `2026-11-22T17:31:07.289Z`, for programs; nil for 0.
  static func utc(_ milliseconds: Int64) -> String? {
    milliseconds == 0 ? nil : DateText.utc(milliseconds)
  }
}
