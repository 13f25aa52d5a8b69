internal import Glibc

/// The time without progress after which an attempt is given up.
package enum TaskTimeout {
  /// The variable of the environment that sets it, in seconds.
  package static let variable = "MR_TASK_TIMEOUT"
  /// The time where nothing else is said, which is that of Hadoop.
  package static let standard = Duration.seconds(600)

  /// - Throws: `invalidArgument` if the environment's is no number of seconds.
  package static func fromEnvironment() throws(MRError) -> Duration {
    guard let text = getenv(variable).map({ String(cString: $0) }) else { return standard }
    guard let seconds = Int(text), seconds > 0 else {
      throw MRError(
        .invalidArgument, "the environment's \(variable), '\(text)', is no number of seconds")
    }
    return .seconds(seconds)
  }
}
