import Execution
import Foundation
import Model
import Protocol
import Scheduling

/// Where the partitions of a job begin, if they are ranges of keys.
extension RunningJob {
  /// Finds the bounds, or ends the job; after that map tasks are announced.
  func layOut() async {
    do throws(MRError) {
      try await findSplitPoints()
    } catch {
      post { $0.inputFailed(error) }
    }
    preparations.update { $0 -= 1 }
  }

  /// Has a sample of the input mapped in a child process: the plugin must not take the master
  /// along.
  private func findSplitPoints() async throws(MRError) {
    guard samplesKeys, plan.partitions > 1 else { return }
    let sampling = Task { [self] () -> Result<[[UInt8]], MRError> in
      do throws(MRError) { return .success(try await sample()) } catch { return .failure(error) }
    }
    hold(sampling)
    setSplitPoints(try await sampling.value.get())
  }

  private func sample() async throws(MRError) -> [[UInt8]] {
    let note = "\(environment.stateDirectory)/\(id).note"
    defer { unlink(note) }
    let request = Array(try plan.encoded())
    // As long as a task may take without any progress.
    let timeout = try TaskTimeout.fromEnvironment()
    let child: ChildProcess.Collected
    do throws(MRError) {
      child = try await ChildProcess.collect(
        ChildProcess.ownExecutable, ["plugin", "sample", "--note", note, "--", spec.input],
        environment: ["SWIFT_BACKTRACE": "enable=no"], input: request, timeout: timeout)
    } catch {
      throw failure(note, cause: error.message, remedy: error.remedy)
    }
    guard child.ending.isSuccess else {
      // What the child says has its own place, and its own remedy.
      if let reason = environment.preflight.reason(child.errors) {
        throw MRError(.pluginFatal, "the job's partitions cannot be laid out", cause: reason)
      }
      let printed = child.errors.split(separator: "\n").last.map { "; it printed: \($0)" } ?? ""
      throw failure(note, cause: "the process that mapped it \(child.ending)\(printed)")
    }
    do {
      return try JSONDecoder().decode([Data].self, from: Data(child.output.utf8)).map { Array($0) }
    } catch {
      throw MRError(.internal, "the bounds of the job's partitions are damaged", cause: "\(error)")
    }
  }

  private func failure(_ note: String, cause: String, remedy: String? = nil) -> MRError {
    let place = CrashNote.read(path: note) ?? "the input"
    return MRError(
      .pluginFatal, "a sample of \(place) could not be mapped to find the bounds of the partitions",
      cause: printable(cause.utf8), remedy: remedy)
  }
}
