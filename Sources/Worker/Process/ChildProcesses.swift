import CProcess
import Glibc

/// The processes that plugins start from this one.
enum ChildProcesses {
  /// Makes what a child leaves when it ends this process's to look after, from here on.
  static func adopt() { mr_adopt_orphans() }

  /// Whether there are any, be it that they have ended and nobody has asked how.
  static var exist: Bool {
    var information = siginfo_t()
    return waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0
  }

  /// Ends them all, with those that they started.
  static func end() {
    // Each round finds the orphans of the one before.
    for _ in 0..<100 where exist {
      for child in children { kill(child, SIGKILL) }
      waitpid(-1, nil, 0)
    }
  }

  private static var children: [pid_t] {
    guard let directory = opendir("/proc/self/task") else { return [] }
    defer { closedir(directory) }
    var children: [pid_t] = []
    while let entry = readdir(directory) {
      let thread = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      guard let file = fopen("/proc/self/task/\(thread)/children", "re") else { continue }
      defer { fclose(file) }
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = fread(&bytes, 1, bytes.count, file)
      let words = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
      children += words.compactMap { pid_t($0) }
    }
    return children
  }
}
