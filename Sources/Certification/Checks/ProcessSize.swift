internal import Glibc

/// How large this process is.
struct ProcessSize {
  /// Bytes that malloc has given out.
  var heap: Int
  /// The resident memory in bytes.
  var resident: Int
  var files: Int
  var threads: Int

  static var now: ProcessSize {
    ProcessSize(
      heap: HeapSize.bytes, resident: residentBytes,
      files: entries(of: "/proc/self/fd"), threads: entries(of: "/proc/self/task"))
  }

  static func - (a: Self, b: Self) -> Self {
    Self(
      heap: a.heap - b.heap, resident: a.resident - b.resident, files: a.files - b.files,
      threads: a.threads - b.threads)
  }

  /// What grew in both halves of a measurement, in proportion to the repetitions: caches fill up
  /// and stop, leaks do not.
  static func growth(_ first: Self, _ firstCount: Int, _ second: Self, _ secondCount: Int)
    -> String?
  {
    func per(_ field: (Self) -> Int) -> Double {
      min(Double(field(first)) / Double(firstCount), Double(field(second)) / Double(secondCount))
    }
    let count = Double(firstCount + secondCount)
    if per(\.files) >= 0.5 { return "\(Int(per(\.files) * count)) files open" }
    if per(\.threads) >= 0.5 { return "\(Int(per(\.threads) * count)) threads running" }
    // The smallest block of malloc has 32 bytes with its header.
    if per(\.heap) >= 16 { return "\(Int(per(\.heap) * count)) bytes allocated" }
    if per(\.resident) >= 2048, second.resident > 1 << 20 {
      return "\(Int(per(\.resident) * count) >> 10) KiB more of resident memory"
    }
    return nil
  }

  private static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 0 }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = fread(&bytes, 1, bytes.count, file)
    let fields = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
  }

  private static func entries(of path: String) -> Int {
    guard let directory = opendir(path) else { return 0 }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return count
  }
}
