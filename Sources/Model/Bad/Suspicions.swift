/// Which records a task is to go on without, as its failed attempts teach.
///
/// A process that ends, or hangs, leaves behind which records it worked on. The next attempt takes these
/// one at a time, so the next end names one record; it is set aside once enough ends point to it.
package struct Suspicions: Sendable {
  package private(set) var care = TaskCare()
  /// What is set aside, one for each range of `care.skipped`.
  package private(set) var bad: [BadInput] = []
  /// The place of each range in `bad`: there may be many.
  private var index: [RecordRange: Int] = [:]
  /// Where processes ended, or hung.
  private var ends: [RecordRange] = []

  package init() {}

  /// An end by a fault of the process's own may still be of another record's making; twice at the
  /// same record it is not.
  private static let convincing = 2
  /// The signals by which others end a process: SIGHUP, SIGINT, SIGKILL, SIGTERM. Memory that a record
  /// takes shows as one of them too.
  private static let foreign: Set<Int> = [1, 2, 9, 15]

  /// Takes in how an attempt failed.
  /// - Parameters:
  ///   - patience: How many ends at the same record set it aside if somebody else may be behind them.
  /// - Returns: What is set aside from now on, besides what was.
  package mutating func learn(
    _ fault: AttemptFault, of attempt: AttemptID, patience: Int
  ) -> [BadInput] {
    if !fault.found.isEmpty {
      return fault.found.filter { setAside($0, $0.range) }
    }
    guard let place = fault.place, let kind = Self.kind(fault) else { return [] }
    ends.append(place)
    let strikes = ends.count { $0.contains(place) }
    guard place.isSingle || place.isToTheEnd else {
      if !care.suspected.contains(place) { care.suspected.append(place) }
      return []
    }
    guard strikes >= needed(fault.manner, patience) else { return [] }
    // A format that reads what it was told not to read loses what comes after it, too.
    let isTried = index[place] != nil
    let range =
      isTried
      ? RecordRange(file: place.file, numbers: place.numbers.lowerBound...Int.max) : place
    let signal: Int? = if case .ended(let signal) = fault.manner { signal } else { nil }
    var bad = BadInput(
      Self.place(range, attempt), kind, fault.error.line, signal: signal, attempt: attempt)
    bad.backtrace = fault.backtrace
    return setAside(bad, range) ? [bad] : []
  }

  /// Completes what is known of what was set aside with what the attempt saw that left it out.
  /// - Returns: What the attempt has set aside by itself.
  package mutating func complete(with reported: [BadInput]) -> [BadInput] {
    reported.filter { seen in
      guard let index = index[seen.range] else { return true }
      if bad[index].bytes == nil { bad[index].bytes = seen.bytes }
      if bad[index].record == nil { bad[index].record = seen.record }
      bad[index].place = seen.place
      return false
    }
  }

  private mutating func setAside(_ new: BadInput, _ range: RecordRange) -> Bool {
    guard index[range] == nil else { return false }
    index[range] = bad.count
    care.skipped.append(range)
    bad.append(new)
    return true
  }

  private static func place(_ range: RecordRange, _ attempt: AttemptID) -> BadInput.Place {
    switch attempt.task.kind {
    case .map: .records(range)
    case .reduce:
      .group(partition: attempt.task.index, number: range.numbers.lowerBound, key: [])
    }
  }

  private static func kind(_ fault: AttemptFault) -> BadKind? {
    switch fault.manner {
    case .error: .failed
    case .ended: .killed
    case .hung: .hung
    }
  }

  /// How many ends at the same record set it aside.
  private func needed(_ manner: AttemptFault.Manner, _ patience: Int) -> Int {
    switch manner {
    // It may pass.
    case .error: patience
    case .ended(let signal):
      signal.map(Self.foreign.contains) ?? false ? patience : Self.convincing
    // It has had all the time that there is, alone.
    case .hung: 1
    }
  }
}
