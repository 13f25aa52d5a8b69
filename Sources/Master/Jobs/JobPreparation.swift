import Input
import Model
import Planning
import Threading

/// What has to be there before the first task of a job: the output directory, the copies of its plugins
/// in the store, and the bounds of its partitions.
struct JobPreparation: Sendable {
  let id: JobID
  let epoch: Int
  let planned: PlannedJob
  let output: JobOutput
  let plugins: JobPlugins
  let environment: MasterEnvironment

  /// Does all of it side by side. Cancelled, it ends soon.
  /// - Parameters:
  ///   - files: The job's input.
  ///   - adopting: The output directory was prepared in a former life of the master.
  func run(_ files: [InputFile], adopting: Bool) async throws(MRError) -> PreparedJob {
    async let directory = result { () async throws(MRError) in
      try await environment.committers.run { [output] () throws(MRError) in
        try output.prepare(adopting: adopting)
      }
    }
    async let copies = result { () async throws(MRError) in
      try await BlockingThread.run { [plugins] () throws(MRError) in try plugins.publish() }
    }
    async let bounds = result { () async throws(MRError) in try await splitPoints(files) }
    try await directory.get()
    try await copies.get()
    return PreparedJob(
      id: id, epoch: epoch, plan: planned.plan, splitPoints: try await bounds.get(),
      outputToken: output.token)
  }

  private func splitPoints(_ files: [InputFile]) async throws(MRError) -> [[UInt8]] {
    guard planned.samplesKeys, planned.plan.partitions > 1 else { return [] }
    let note = "\(environment.stateDirectory)/\(id).note"
    return try await PartitionBounds(
      plan: planned.plan, note: note, sandbox: environment.childSandbox
    ).find(in: files)
  }

  /// Catches what the body throws: `async let` has no typed errors.
  private func result<Success>(
    _ body: () async throws(MRError) -> Success
  ) async -> Result<Success, MRError> {
    do throws(MRError) { return .success(try await body()) } catch { return .failure(error) }
  }
}
