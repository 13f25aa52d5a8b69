import Protocol

extension WireLogLine {
  /// Whether it is worth a line on the terminal of who follows a job: what the plugin writes, and
  /// what goes wrong.
  var isForFollowers: Bool {
    log == .user || severity == .warning || severity == .error
  }

  /// The line for who follows a job: `map task 3 attempt 0: warning: the text`.
  var followerText: String {
    let severity =
      switch severity {
      case .warning: "warning: "
      case .error: "error: "
      default: ""
      }
    return terminalSafe("\(source): \(severity)\(text)")
  }
}
