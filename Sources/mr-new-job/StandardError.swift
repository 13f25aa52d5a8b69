import Glibc

/// What the user is told beside the result.
enum StandardError {
  /// Writes a line to standard error.
  static func note(_ text: String) {
    let line = Array("mr-new-job: note: \(text)\n".utf8)
    // If it cannot be written, there is nowhere to say so.
    _ = write(STDERR_FILENO, line, line.count)
  }
}
