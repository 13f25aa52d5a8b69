import Cache
import Model
import Protocol

/// What is known of map tasks that run, until they can be kept: the group that each is of, and how many
/// tasks that has in the end.
struct ReuseBook: Sendable {
  private struct Group {
    let group: ReusedGroup
    /// How many tasks it has; nil while it is cut.
    var tasks: Int?
    /// Some of its files cannot be used, or changed while they were loaded: nothing of it is kept.
    var isTainted = false
    /// How many of the tasks that were cut have not arrived.
    var outstanding = 0
    /// Those that arrived while it was cut.
    var arrived: [KeptMap] = []
  }
  private var groups: [Int: Group] = [:]
  /// The groups of tasks that have not arrived, by their first task.
  private var parts: [Int: (group: Int, task: MapTask)] = [:]
  /// The group that is cut, by its first task.
  private var current: Int?
  /// Lines of attempts, by their tasks and numbers.
  private var lines: [Int: [UInt32: [WireUserLogLine]]] = [:]
  /// A worker drops what comes faster, and nobody knows the rest.
  private static let mostLines = 999

  /// The files of a group are loaded.
  mutating func begin(_ group: ReusedGroup) {
    current = group.first.task
    groups[group.first.task] = Group(group: group)
  }

  /// A task was cut.
  mutating func add(_ task: MapTask) {
    guard let current else { return }
    parts[task.index] = (current, task)
    groups[current]?.outstanding += 1
  }

  /// Nothing of the group that is cut is to be kept.
  mutating func taint() {
    if let current { groups[current]?.isTainted = true }
  }

  /// All tasks of the group are cut.
  /// - Returns: those that can be kept now.
  mutating func end(tasks: Int) -> [KeptMap] {
    guard let current, var group = groups[current] else { return [] }
    self.current = nil
    let arrived = group.arrived
    group.tasks = tasks
    group.arrived = []
    groups[current] = group.isTainted || group.outstanding == 0 ? nil : group
    return group.isTainted ? [] : arrived.map { with($0, tasks) }
  }

  mutating func note(_ new: [WireUserLogLine]) {
    for line in new where line.attempt.kind == .map && parts[Int(line.attempt.task)] != nil {
      lines[Int(line.attempt.task), default: [:]][line.attempt.attempt, default: []].append(line)
    }
  }

  /// An attempt has arrived at the barrier.
  /// - Parameter isWhole: Whether it lacks nothing of its input.
  /// - Returns: the task, if it can be kept now.
  mutating func arrived(
    _ attempt: AttemptID, _ report: WireArriveRequest, code: [CodeFile], isWhole: Bool
  ) -> KeptMap? {
    let index = attempt.task.index
    guard let (first, task) = parts.removeValue(forKey: index) else { return nil }
    let own = lines.removeValue(forKey: index)?[UInt32(clamping: attempt.number)] ?? []
    groups[first]?.outstanding -= 1
    guard let group = groups[first] else { return nil }
    if group.tasks != nil, group.outstanding == 0 { groups[first] = nil }
    guard isWhole, own.count <= Self.mostLines else { return nil }
    var report = report
    report.lines = own
    let kept = KeptMap(group.group, tasks: 0, task, report, code: code)
    guard let tasks = group.tasks else {
      groups[first]?.arrived.append(kept)
      return nil
    }
    return with(kept, tasks)
  }

  private func with(_ kept: KeptMap, _ tasks: Int) -> KeptMap {
    var kept = kept
    kept.tasks = tasks
    return kept
  }
}
