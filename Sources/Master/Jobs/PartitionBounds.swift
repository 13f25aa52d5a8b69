import Cache
import Foundation
import Input
import Model
import Planning
import PluginHost

/// Finds where the partitions of a job begin that are ranges of keys: has a sample of the input mapped in
/// a child process, because the plugin must not take the master along.
struct PartitionBounds {
  let plan: JobPlan
  /// A file in which the child notes what it works on.
  let note: String
  let sandbox: ChildSandbox

  /// So often the child may die of records, which are then left out.
  private static let mostTries = 16

  /// - Returns: normalised keys in ascending order, fewer than there are partitions.
  func find(in files: [InputFile]) async throws(MRError) -> [[UInt8]] {
    defer { unlink(note) }
    let sample = InputSample(files, for: plan)
    var care = TaskCare()
    // As long as a task may take without any progress.
    let limits = ChildLimits(time: try TaskTimeout.fromEnvironment(), sandbox: sandbox)
    while true {
      let request = SampleRequest(
        plan: plan, sample: sample, note: note, cache: try plan.cache.place()?.directory, care: care
      )
      switch try await PluginChild.own.ask(request, limits: limits) {
      case .done(let points): return points.map { Array($0) }
      case .refused(let error):
        // What the child says has its own place, and its own remedy.
        throw MRError(
          .pluginFatal, "the job's partitions cannot be laid out", cause: error.description)
      case .silent(let silence):
        let note = CrashNote.read(path: note)
        if let place = note?.place, plan.badInput.reaction == .skip,
          care.skipped.count < Self.mostTries, !care.skipped.contains(place)
        {
          // Whether these records are bad the job itself finds out.
          care.skipped.append(place)
          continue
        }
        throw MRError(
          .pluginFatal,
          "a sample of \(note?.text ?? "the input") could not be mapped to find the bounds of the "
            + "partitions",
          cause: "the process that mapped it \(silence)")
      }
    }
  }
}
