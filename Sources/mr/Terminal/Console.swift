import ArgumentParser
import Glibc
import Model
import PluginHost
import Synchronization

/// Standard output, for results, and standard error, for everything else. Whatever a plugin, a peer, a spec file
/// or the name of a file has put into a text, it leaves here as what a terminal shows and nothing more.
enum Console {
  /// Writes an error as `mr: error: message: cause`, and the remedy below it.
  static func error(_ error: MRError) {
    say("mr: error: \(visible(error.description, keepingLines: true))\n")
  }

  static func note(_ text: String) {
    say("mr: \(visible(text, keepingLines: true))\n")
  }

  /// Writes visible lines, above the progress if there is some on the terminal.
  static func say(_ text: String) {
    if let above = above.withLock({ $0 }) { above(text) } else { writeToStandardError(text) }
  }

  /// Takes lines that are to stand above what it draws; nil if nothing is drawn.
  static let above = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// Writes what has been made visible, or steers the terminal on purpose.
  static func writeToStandardError(_ text: String) {
    _ = try? write(Array(text.utf8), to: STDERR_FILENO)
  }

  /// Where results go.
  private static let output = Atomic(STDOUT_FILENO)

  /// Keeps what plugins print from being taken for a result. To be called once, before the first
  /// plugin is loaded into this process.
  static func keepFromPlugins() {
    output.store(PrivateOutput().descriptor, ordering: .relaxed)
  }

  /// - Throws: as `write`.
  static func print(_ text: String) throws {
    try write(Array((visible(text, keepingLines: true) + "\n").utf8))
  }

  /// - Throws: `output` if it cannot be written. If it is a pipe that nobody reads any more, as in
  ///   `mr logs j1 | head`, the exit code of a process that SIGPIPE ended.
  static func write(_ bytes: [UInt8], to descriptor: Int32? = nil) throws {
    let descriptor = descriptor ?? output.load(ordering: .relaxed)
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EPIPE {
        throw ExitCode(128 + SIGPIPE)
      } else if errno != EINTR {
        throw MRError(.output, "cannot write the output", cause: String(cString: strerror(errno)))
      }
    }
  }
}
