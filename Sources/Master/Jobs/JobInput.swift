import Blocks
import Input
import Model
import Planning
import Threading

/// The input of a running job, which is loaded into the store beside the tasks that map it.
final class JobInput: Sendable {
  private let job: JobID
  private let plan: JobPlan
  private let taskBytes: Int
  private let mappers: Int
  private let environment: MasterEnvironment
  private let window: LoadWindow
  let cancellation = Cancellation()
  /// Map tasks are announced once it is open.
  private let gate = Guarded(false)

  /// - Parameters:
  ///   - taskBytes: Most input of a map task, in bytes.
  ///   - mappers: Number of the cluster's mappers, which task sizes depend on.
  init(
    _ job: JobID, plan: JobPlan, taskBytes: Int, mappers: Int, environment: MasterEnvironment
  ) {
    self.job = job
    self.plan = plan
    self.taskBytes = taskBytes
    self.mappers = mappers
    self.environment = environment
    window = LoadWindow(storeMemory: environment.storeRoom.memory, mappers: mappers)
  }

  /// Lets map tasks be announced: the first one waits for that. What is loaded meanwhile is bounded.
  func open() { gate.update { $0 = true } }

  /// Ends the loading.
  func close() {
    cancellation.request()
    window.close()
  }

  /// Loads all of the input. Blocks.
  /// - Parameters:
  ///   - refusals: why files cannot be read, of those of which that is known, by their index.
  ///   - reuse: What earlier jobs left. Asked for when the job is prepared, if it reuses map output.
  ///   - setAside: takes what cannot be used of the input.
  ///   - announce: Is called for each map task, in order, once its chunks are stored.
  ///   - report: Is told how many bytes of the files have been read, as they lie on disk.
  func load(
    _ files: [InputFile], refusals: [Int: MRError],
    reuse: @escaping @Sendable () -> MapReuse?,
    setAside: @escaping @Sendable (BadInput) -> Void,
    announce: @escaping @Sendable (MapTask) -> Void,
    report: @escaping @Sendable (_ position: Int) -> Void
  ) throws(MRError) {
    var loader = self.loader(
      files,
      announce: { [gate] task in
        gate.wait { $0 ? () : nil }
        announce(task)
      }, report: report)
    loader.refusals = refusals
    loader.reuse = { [gate] in
      gate.wait { $0 ? () : nil }
      return reuse()
    }
    if plan.badInput.reaction == .skip { loader.setAside = setAside }
    try loader.run()
  }

  /// Loads chunks again whose blocks were lost or already deleted. Blocks.
  /// - Returns: The chunks in their next generation.
  func reload(_ chunks: [Chunk], files: [Int: InputFile]) throws(MRError) -> [Chunk] {
    try loader([], announce: { _ in }, report: { _ in }).reload(chunks, files: files)
  }

  /// Deletes chunks that no task needs any more.
  func delete(_ chunks: [Chunk]) {
    environment.sweeper.delete(chunks.map { $0.blocks(environment.namespace, job) })
    window.release(chunks.reduce(0) { $0 + $1.length })
  }

  /// What fits into a store of a line or a file, in bytes: all of it has to lie there at once, in blocks
  /// that are a little larger than what they hold.
  static func mostBytes(in room: StoreRoom) -> Int { room.capacity - room.capacity / 16 }

  /// The numbers that tell how files are cut whose map tasks are reused.
  var cut: [Int] { loader([], announce: { _ in }, report: { _ in }).cut }

  private func loader(
    _ files: [InputFile], announce: @escaping @Sendable (MapTask) -> Void,
    report: @escaping @Sendable (_ position: Int) -> Void
  ) -> InputLoader {
    let shareSize =
      plan.reuse ? FileGroups.mostBytes : InputLoader.shareSize(files, mappers: mappers)
    return InputLoader(
      job: job, namespace: environment.namespace, store: environment.store, files: files,
      cutting: Cutting(plan.format, shareSize: shareSize),
      mappers: mappers, mostTaskBytes: taskBytes, window: window, cancellation: cancellation,
      most: Self.mostBytes(in: environment.storeRoom), isGrouped: plan.reuse,
      announce: announce, report: report)
  }
}
