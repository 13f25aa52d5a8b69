import ArgumentParser
import Model

/// A command whose outcome is one JSON object with `--json`, an error too.
protocol JSONCommand: ParsableCommand {
  var json: Bool { get }
}

extension RunCommand: JSONCommand {}
extension SubmitCommand: JSONCommand {}
extension ResumeCommand: JSONCommand {}
extension WaitCommand: JSONCommand {}
extension StatusCommand: JSONCommand {}
extension JobsCommand: JSONCommand {}
extension TasksCommand: JSONCommand {}
extension ClusterInitCommand: JSONCommand {}
extension ClusterListCommand: JSONCommand {}
extension ClusterShowCommand: JSONCommand {}

/// What such a command prints if it comes to no outcome. Field names are part of the interface.
struct FailureView: Encodable {
  var error: JobView.Failure
}

extension JSONCommand {
  /// Prints an error as the outcome, unless there was one.
  func report(_ error: MRError) {
    guard json, !JSON.isPrinted else { return }
    try? JSON.print(FailureView(error: .init(error)))
  }
}
