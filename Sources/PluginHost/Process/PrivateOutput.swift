internal import Glibc

/// The standard output of a process that loads plugins. What they print, on load too, goes to standard
/// error; what the process itself has to say, to a descriptor that they do not know of and that no
/// program inherits.
package struct PrivateOutput: Sendable {
  /// The descriptor to write to; -1 if there is no standard output.
  package let descriptor: CInt

  /// Takes standard output away. To be called once, before the first plugin is loaded.
  package init() {
    fflush(nil)
    descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    guard dup2(STDERR_FILENO, STDOUT_FILENO) < 0 else { return }
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    dup2(nowhere, STDOUT_FILENO)
    close(nowhere)
  }

  /// - Returns: false if nobody takes all of it.
  @discardableResult package func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count < 0 && errno != EINTR { return false }
      rest = rest.dropFirst(max(0, count))
    }
    return true
  }

  /// Ends the process at once: threads that a plugin left are not waited for, and static destructors
  /// are the plugin's as well, and not what was asked about.
  package static func endProcess() -> Never {
    fflush(nil)
    _exit(0)
  }
}
