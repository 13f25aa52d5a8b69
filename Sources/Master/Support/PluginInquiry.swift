import Threading
import Foundation
import Model
import PluginHost
import Synchronization

/// Has one of this program's commands do something with a plugin, in a child process: a plugin that
/// crashes, or prints, or leaves something running, must not take the master along.
enum PluginInquiry<Answer: Codable & Sendable> {
  enum Outcome: Sendable {
    case done(Answer)
    case refused(MRError)
    /// The process came to no answer: how it ended, and what was printed last.
    case silent(String)
  }

  /// Ends the process when the task is cancelled, or after that time.
  /// - Parameter input: What the command reads.
  /// - Throws: `internal` if the process does not end in time, or cannot be started.
  static func ask(
    _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [],
    timeout: Duration
  ) async throws(MRError) -> Outcome {
    let words = ["setpriv", "--pdeathsig", "KILL", "--", ChildProcess.ownExecutable] + arguments
    let variables = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { own, _ in own }
      .map { "\($0.key)=\($0.value)" }
    let cancellation = Cancellation()
    let ending = await withTaskCancellationHandler {
      // The kernel ends the process with the thread that started it.
      await BlockingThread.run { () -> Result<SpawnedProcess.Ending, MRError> in
        do throws(MRError) {
          let process = try SpawnedProcess(
            words, environment: variables, input: input, leadsGroup: true)
          return .success(process.wait(timeout) { cancellation.isCancelled })
        } catch {
          return .failure(error)
        }
      }
    } onCancel: {
      cancellation.request()
    }
    return try outcome(try ending.get(), timeout)
  }

  private static func outcome(
    _ ending: SpawnedProcess.Ending, _ timeout: Duration
  ) throws(MRError) -> Outcome {
    guard !ending.isTimedOut else {
      throw MRError(.internal, "\(ChildProcess.ownExecutable) did not end within \(timeout)")
    }
    switch ChildAnswer<Answer>(ending.output) {
    case .done(let answer): return .done(answer)
    case .refused(let error): return .refused(error)
    case nil:
      let printed = ending.errors.split(separator: UInt8(ascii: "\n")).last
      return .silent(
        ending.description + (printed.map { "; it printed: \(printable($0.prefix(300)))" } ?? ""))
    }
  }
}
