internal import Glibc

/// Points of time as texts, from milliseconds since 1970.
package enum DateText {
  /// For people: `2026-11-22 22:34:15+01:00`, the local time and how far it is ahead of UTC.
  package static func local(_ milliseconds: Int64) -> String {
    let parts = parts(milliseconds, localtime_r)
    return date(parts) + " " + time(parts) + offset(parts)
  }

  /// As a line of a log begins: `2026-11-22T22:34:15.289+01:00`.
  package static func stamp(_ milliseconds: Int64) -> String {
    let parts = parts(milliseconds, localtime_r)
    return date(parts) + "T" + time(parts) + fraction(milliseconds) + offset(parts)
  }

  /// For programs: `2026-11-22T21:34:15.289Z`.
  package static func utc(_ milliseconds: Int64) -> String {
    let parts = parts(milliseconds, gmtime_r)
    return date(parts) + "T" + time(parts) + fraction(milliseconds) + "Z"
  }

  private static func parts(
    _ milliseconds: Int64,
    _ convert: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
  ) -> tm {
    // Towards the past: a remainder is never negative.
    var seconds = time_t((milliseconds - remainder(milliseconds)) / 1000)
    var parts = tm()
    _ = convert(&seconds, &parts)
    return parts
  }

  private static func remainder(_ milliseconds: Int64) -> Int64 {
    let rest = milliseconds % 1000
    return rest < 0 ? rest + 1000 : rest
  }

  private static func date(_ parts: tm) -> String {
    "\(digits(Int(parts.tm_year) + 1900, 4))-\(digits(Int(parts.tm_mon) + 1, 2))-\(digits(Int(parts.tm_mday), 2))"
  }

  private static func time(_ parts: tm) -> String {
    "\(digits(Int(parts.tm_hour), 2)):\(digits(Int(parts.tm_min), 2)):\(digits(Int(parts.tm_sec), 2))"
  }

  private static func fraction(_ milliseconds: Int64) -> String {
    "." + digits(Int(remainder(milliseconds)), 3)
  }

  private static func offset(_ parts: tm) -> String {
    let minutes = abs(parts.tm_gmtoff) / 60
    return "\(parts.tm_gmtoff < 0 ? "-" : "+")\(digits(minutes / 60, 2)):\(digits(minutes % 60, 2))"
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
