import Threading
import PluginHost
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
      post { $0.fail(error) }
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
    let outcome: PluginInquiry<[Data]>.Outcome
    do throws(MRError) {
      outcome = try await PluginInquiry<[Data]>.ask(
        ["plugin", "sample", "--note", note, "--", spec.input], input: request, timeout: timeout)
    } catch {
      throw failure(note, cause: error.message, remedy: error.remedy)
    }
    switch outcome {
    case .done(let points): return points.map { Array($0) }
    case .refused(let error):
      // What the child says has its own place, and its own remedy.
      throw MRError(
        .pluginFatal, "the job's partitions cannot be laid out", cause: error.description)
    case .silent(let ending):
      throw failure(note, cause: "the process that mapped it \(ending)")
    }
  }

  private func failure(_ note: String, cause: String, remedy: String? = nil) -> MRError {
    let place = CrashNote.read(path: note) ?? "the input"
    return MRError(
      .pluginFatal, "a sample of \(place) could not be mapped to find the bounds of the partitions",
      cause: printable(cause.utf8), remedy: remedy)
  }
}
