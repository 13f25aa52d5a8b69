import Foundation
import Input
import Model
import Planning
import PluginHost
import Scheduling
import Threading

/// Where the partitions of a job begin, if they are ranges of keys.
extension RunningJob {
  /// Finds the bounds, or ends the job; after that map tasks are announced.
  func layOut(_ files: [InputFile]) async {
    do throws(MRError) {
      try await findSplitPoints(files)
    } catch {
      post { $0.fail(error) }
    }
    preparations.update { $0 -= 1 }
  }

  /// Has a sample of the input mapped in a child process: the plugin must not take the master
  /// along.
  private func findSplitPoints(_ files: [InputFile]) async throws(MRError) {
    guard samplesKeys, plan.partitions > 1 else { return }
    let sampling = Task { [self] () -> Result<[[UInt8]], MRError> in
      do throws(MRError) { return .success(try await sample(files)) } catch {
        return .failure(error)
      }
    }
    hold(sampling)
    setSplitPoints(try await sampling.value.get())
  }

  private func sample(_ files: [InputFile]) async throws(MRError) -> [[UInt8]] {
    let note = "\(environment.stateDirectory)/\(id).note"
    defer { unlink(note) }
    let request = SampleRequest(plan: plan, sample: InputSample(files, for: plan), note: note)
    // As long as a task may take without any progress.
    let limits = ChildLimits(time: try TaskTimeout.fromEnvironment())
    switch try await PluginChild.own.ask(request, limits: limits) {
    case .done(let points): return points.map { Array($0) }
    case .refused(let error):
      // What the child says has its own place, and its own remedy.
      throw MRError(
        .pluginFatal, "the job's partitions cannot be laid out", cause: error.description)
    case .silent(let silence):
      let place = CrashNote.read(path: note) ?? "the input"
      throw MRError(
        .pluginFatal,
        "a sample of \(place) could not be mapped to find the bounds of the partitions",
        cause: "the process that mapped it \(silence)")
    }
  }
}
