/// A line that a plugin wrote to the user's log.
package struct LogLine: Sendable, Hashable {
  package enum Severity: Int, Sendable { case debug, info, warning, error }
  /// Milliseconds since 1970.
  package var time: Int64
  package var severity: Severity
  package var text: String
  package init(time: Int64, severity: Severity, text: String) {
    self.time = time
    self.severity = severity
    self.text = text
  }
}
