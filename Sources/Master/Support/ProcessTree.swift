import Glibc

/// Which processes have started which, and what they have given up, as /proc has it.
enum ProcessTree {
  /// Whether a process has given up what this one has not, as everything does that runs in a sandbox: nobody gets that
  /// back, whoever is left as its parent. One that is gone, or cannot be seen, may have.
  static func isConfined(_ process: Int32) -> Bool {
    guard let other = confinement(of: "\(process)") else { return true }
    guard let own = confinement(of: "self") else { return false }
    return other.filters > own.filters || (other.hasNoPrivileges && !own.hasNoPrivileges)
  }

  private static func confinement(of process: String) -> (filters: Int, hasNoPrivileges: Bool)? {
    guard let file = fopen("/proc/\(process)/status", "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = fread(&bytes, 1, bytes.count, file)
    var result = (filters: 0, hasNoPrivileges: false)
    // A name on the first line has its newlines escaped.
    for line in String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count == 2 else { continue }
      if words[0] == "NoNewPrivs:" { result.hasNoPrivileges = words[1] != "0" }
      if words[0] == "Seccomp_filters:" { result.filters = Int(words[1]) ?? 0 }
    }
    return count > 0 ? result : nil
  }

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
