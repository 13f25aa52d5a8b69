package import PluginHost

/// A line that a plugin wrote to the user's log.
package struct LogLine: Sendable, Hashable {
  /// The time in milliseconds since 1970.
  package var time: Int64
  package var severity: LogSeverity
  package var text: String
  package init(time: Int64, severity: LogSeverity, text: String) {
    self.time = time
    self.severity = severity
    self.text = text
  }
}
