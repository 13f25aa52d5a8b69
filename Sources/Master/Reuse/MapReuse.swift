import Blocks
import BlockStore
import Cache
import Model
import Protocol
import Scheduling
import Synchronization
import Threading

/// The map output that a job has from earlier ones, and leaves to later ones.
final class MapReuse: Sendable {
  /// Takes a task that need not run, with the lines that its plugin wrote.
  typealias Announce = @Sendable (MapTask, TakenMap, [WireUserLogLine]) -> Void

  let keeper: MapKeeper
  let cache: RecordCache
  private let finder: @Sendable ([InputFile], Cancellation) -> KeptMapFinder?
  private let announce: Announce
  private let book = Mutex(ReuseBook())

  /// - Parameters:
  ///   - attempt: The number of the attempt that stands for a task that need not run.
  ///   - layout: The input's.
  ///   - cut: The numbers that tell how files are cut into tasks and blocks.
  init(
    _ prepared: PreparedJob, attempt: Int, layout: String, cut: [Int], _ cache: RecordCache,
    store: any BlockStore, namespace: String, announce: @escaping Announce
  ) {
    let identity = MapIdentity(prepared.plan, splitPoints: prepared.splitPoints, cut: cut)
    let id = prepared.id
    self.announce = announce
    self.cache = cache
    keeper = MapKeeper(
      id, named: prepared.plan.job, identity, cache, store: store, namespace: namespace)
    finder = { files, cancellation in
      cache.begin().map { session in
        KeptMapFinder(
          id, attempt: attempt, files, layout: layout, identity, session, store: store,
          namespace: namespace, cancellation: cancellation)
      }
    }
  }

  /// - Returns: nil if the cache cannot be used.
  func finder(of files: [InputFile], _ cancellation: Cancellation) -> KeptMapFinder? {
    finder(files, cancellation)
  }

  // MARK: What is found

  func reuse(_ found: [KeptMapFinder.Found]) {
    for one in found { announce(one.map.task, one.taken, one.map.lines(of: one.attempt)) }
  }

  // MARK: What is kept

  func begin(_ group: ReusedGroup) { book.withLock { $0.begin(group) } }
  func add(_ task: MapTask) { book.withLock { $0.add(task) } }
  func taint() { book.withLock { $0.taint() } }

  /// All tasks of the group are cut.
  func end(_ group: ReusedGroup, tasks: Int) {
    // What was loaded is what the digests are of.
    if !group.files.allSatisfy(\.isUnchanged) { taint() }
    keeper.add(book.withLock { $0.end(tasks: tasks) })
  }

  func note(_ lines: [WireUserLogLine]) { book.withLock { $0.note(lines) } }

  /// An attempt has arrived at the barrier.
  /// - Parameter isWhole: Whether it lacks nothing of its input.
  func arrived(
    _ attempt: AttemptID, _ report: WireArriveRequest, code: [CodeFile], isWhole: Bool
  ) {
    let kept = book.withLock { $0.arrived(attempt, report, code: code, isWhole: isWhole) }
    keeper.add(kept.map { [$0] } ?? [])
  }
}
