import Glibc

/// What progress is drawn on.
struct Screen: Sendable {
  /// Whether lines can be drawn over; otherwise output goes to a file, a pipe or a simple terminal.
  var isInteractive: Bool
  /// The width in columns, asked anew for each drawing: terminals are resized.
  var width: @Sendable () -> Int
  var write: @Sendable (String) -> Void

  /// The screen that standard error goes to.
  static func standardError() -> Screen {
    let term = getenv("TERM").map { String(cString: $0) } ?? ""
    return Screen(
      isInteractive: isatty(STDERR_FILENO) == 1 && !term.isEmpty && term != "dumb",
      width: {
        var size = winsize()
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
      },
      write: Console.writeToStandardError)
  }
}
