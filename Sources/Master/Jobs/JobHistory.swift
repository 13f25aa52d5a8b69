import Scheduling

/// What the journal is to remember of a run, and has not been told. History is told together, not for
/// each task: a restarted master begins with the job anew, whatever it had done. The job's end comes
/// first, and what follows from it waits until that is on disk.
struct JobHistory: Sendable {
  private(set) var records: [JournalRecord] = []
  /// Whether it is to be told now.
  private var isDue = false
  /// What is to be performed once the journal has the job's end.
  private var ending: [JobAction]?

  /// A number of records for which the journal is not kept waiting.
  private static let most = 1000

  /// Whether the journal is wanted.
  var isWaiting: Bool { isDue || ending != nil }

  mutating func append(_ actions: [JobAction]) {
    for case .journal(let record) in actions {
      records.append(record)
      // A task's number of attempts goes on from there when the master starts again.
      if case .jobStarted = record { isDue = true }
    }
    if records.count >= Self.most { isDue = true }
  }

  mutating func isToBeTold() { isDue = true }

  /// - Parameter actions: with the job's end among them.
  mutating func end(with actions: [JobAction]) { ending = actions }

  /// What the journal is to be told now, and what is to be performed after that. What is left of the
  /// history at the end comes later.
  mutating func take() -> (records: [JournalRecord], ending: [JobAction]?) {
    if let ending = self.ending.take() {
      let told = records.filter(\.isOfJob)
      records.removeAll(where: \.isOfJob)
      return (told, ending)
    }
    guard isDue else { return ([], nil) }
    defer {
      records = []
      isDue = false
    }
    return (records, nil)
  }
}
extension JournalRecord {
  /// Whether the event says how the job is, and not what happened to a task of it.
  fileprivate var isOfJob: Bool {
    switch self {
    case .jobStarted, .jobEnded: true
    case .attemptEnded: false
    }
  }
}
