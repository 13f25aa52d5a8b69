import Protocol

extension WireLogLine {
  /// Whether it is worth a line on the terminal of who follows a job: what the plugin writes, and
  /// what goes wrong.
  var isForFollowers: Bool {
    log == .user || severity == .warning || severity == .error
  }

  /// `map task 3 attempt 0: warning: the text`
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

/// Text with its control characters made visible: what a plugin writes must not steer the terminal.
func terminalSafe(_ text: String) -> String {
  var safe = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.properties.generalCategory == .control, scalar != "\t" {
      safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    } else {
      safe.append(scalar)
    }
  }
  return String(safe)
}
