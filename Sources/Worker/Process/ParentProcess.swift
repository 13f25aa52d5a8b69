internal import CProcess
package import Glibc

/// The process that started this one.
package enum ParentProcess {
  /// Has the kernel end this process when the thread that started it ends.
  /// - Parameter number: of the process that started this one. If it has ended already this one ends as well.
  package static func endWithIt(_ number: pid_t) {
    mr_end_with_parent()
    if getppid() != number { _exit(EXIT_FAILURE) }
  }
}
