import Glibc

/// Which processes have started which, as /proc has it.
enum ProcessTree {
  /// Whether this process has started another one, itself or through others. One that is gone, or cannot be
  /// seen, may have been.
  static func isBelowThisOne(_ process: Int32) -> Bool {
    var next = process
    // Longer chains are nobody's.
    for depth in 0..<1000 {
      if next == getpid() { return depth > 0 }
      if next == 1 { return false }
      guard next > 0, let parent = parent(of: next) else { return true }
      next = parent
    }
    return true
  }

  private static func parent(of process: Int32) -> Int32? {
    guard let file = fopen("/proc/\(process)/stat", "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = fread(&bytes, 1, bytes.count, file)
    // The name before it may have anything in it, spaces and brackets too.
    guard let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let words = String(decoding: bytes[(end + 1)..<count], as: UTF8.self).split(separator: " ")
    return words.count > 1 ? Int32(words[1]) : nil
  }
}
