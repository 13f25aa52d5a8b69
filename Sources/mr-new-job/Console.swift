import Glibc

enum Console {
  /// Writes a line to standard error.
  static func note(_ text: String) {
    fputs("mr-new-job: note: \(text)\n", stderr)
  }
}
