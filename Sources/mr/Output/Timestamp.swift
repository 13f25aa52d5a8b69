import Glibc

/// A point of time on the wire: milliseconds since 1970-01-01 UTC, 0 for "not yet".
enum Timestamp {
  /// `2026-11-22 18:31:07` in local time, for people; `-` for 0.
  static func local(_ milliseconds: Int64) -> String {
    if milliseconds == 0 { return "-" }
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return formatted(&parts, "%Y-%m-%d %H:%M:%S")
  }

  /// `2026-11-22T18:31:07Z`, for programs; nil for 0.
  static func utc(_ milliseconds: Int64) -> String? {
    if milliseconds == 0 { return nil }
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return formatted(&parts, "%Y-%m-%dT%H:%M:%SZ")
  }

  private static func formatted(_ parts: inout tm, _ format: String) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let base = buffer.baseAddress, strftime(base, buffer.count, format, &parts) > 0 else {
        return "-"
      }
      return String(cString: base)
    }
  }
}
