import Glibc

/// The time that begins a log's line: `2026-11-22T21:34:15.289`, in UTC.
enum LogTime {
  /// - Parameter milliseconds: Since 1970.
  static func text(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var text: [UInt8] = []
    text.reserveCapacity(24)
    func append(_ number: Int, digits: Int, then end: Unicode.Scalar?) {
      var divisor = 1
      for _ in 1..<digits { divisor *= 10 }
      while divisor > 0 {
        text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
        divisor /= 10
      }
      if let end { text.append(UInt8(ascii: end)) }
    }
    append(Int(parts.tm_year) + 1900, digits: 4, then: "-")
    append(Int(parts.tm_mon) + 1, digits: 2, then: "-")
    append(Int(parts.tm_mday), digits: 2, then: "T")
    append(Int(parts.tm_hour), digits: 2, then: ":")
    append(Int(parts.tm_min), digits: 2, then: ":")
    append(Int(parts.tm_sec), digits: 2, then: ".")
    append(Int(milliseconds % 1000), digits: 3, then: nil)
    return String(decoding: text, as: UTF8.self)
  }
}
