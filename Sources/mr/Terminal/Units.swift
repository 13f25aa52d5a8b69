/// Quantities as people read them.
enum Units {
  /// `0 B`, `999 B`, `1.5 kB`, `12 MB`: three digits at most, powers of 1000.
  static func bytes(_ count: some BinaryInteger) -> String {
    scaled(Double(count), ["B", "kB", "MB", "GB", "TB", "PB"])
  }

  /// A rate as people read it: `850 kB/s`.
  static func rate(_ bytesPerSecond: Double) -> String {
    scaled(max(0, bytesPerSecond), ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"])
  }

  /// A number with its digits in groups: `1,234,567`.
  static func count(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// A time that something took: `22 ms`, `1.3 s`, `12.3 s`, `2:05`, `1:02:05`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 0.9995 { return "\(Int((max(0, seconds) * 1000).rounded())) ms" }
    return seconds < 59.95 ? decimal(seconds) + " s" : clock(seconds)
  }

  /// `1 task`, `12,345 tasks`.
  static func count(_ number: some BinaryInteger, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A time as a clock shows it: `0:07`, `2:05`, `1:02:05`.
  static func clock(_ seconds: Double) -> String {
    // A rate near zero makes any number here; nobody waits a year.
    let whole = Int(min(max(0, seconds), 31_536_000).rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    let tail = (rest < 10 ? ":0" : ":") + String(rest)
    if hours == 0 { return "\(minutes)" + tail }
    return "\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes)" + tail
  }

  private static func scaled(_ value: Double, _ units: [String]) -> String {
    var value = value
    var index = 0
    // 999.5 would be written with four digits.
    while value >= (index == 0 ? 1000 : 999.5), index < units.count - 1 {
      value /= 1000
      index += 1
    }
    let text = index == 0 || value >= 9.95 ? String(Int(value.rounded())) : decimal(value)
    return "\(text) \(units[index])"
  }

  /// One digit behind the point.
  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
