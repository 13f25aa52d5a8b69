/// How much a line of a job's user log matters.
package enum LogSeverity: UInt32, Sendable, Hashable, CaseIterable {
  case debug, info, warning, error
}
