/// How much of a job's input is set aside, and for which reasons.
package struct BadTally: Sendable, Hashable {
  /// Files of which nothing is used, or nothing from some record on.
  package var files: Int { filesSeen.count }
  package private(set) var records = 0
  /// Keys, with all of their values.
  package private(set) var groups = 0
  /// How many of all these, by what is wrong with them.
  package private(set) var kinds: [BadKind: Int] = [:]
  /// The reason that was given first, of each kind.
  package private(set) var reasons: [BadKind: String] = [:]
  /// By the number of the file: tasks that share a document set it aside one by one.
  private var filesSeen: [Int: Int] = [:]

  package init() {}

  package init(_ all: some Sequence<BadInput>) {
    for bad in all { add(bad) }
  }

  package var isEmpty: Bool { kinds.isEmpty }
  package var total: Int { records.addingSaturated(files + groups) }

  package mutating func add(_ bad: BadInput) {
    let count = change(bad, by: 1)
    guard count > 0 else { return }
    kinds[bad.kind] = (kinds[bad.kind] ?? 0).addingSaturated(count)
    if reasons[bad.kind] == nil { reasons[bad.kind] = bad.reason }
  }

  package mutating func remove(_ bad: BadInput) {
    let count = change(bad, by: -1)
    guard count < 0, let left = kinds[bad.kind] else { return }
    kinds[bad.kind] = left + count > 0 ? left + count : nil
    if kinds[bad.kind] == nil { reasons[bad.kind] = nil }
  }

  /// - Returns: How much more, or less, is set aside.
  private mutating func change(_ bad: BadInput, by sign: Int) -> Int {
    switch bad.place {
    case .group:
      groups += sign
      return sign
    case .records(let range) where range.isToTheEnd:
      let before = filesSeen[range.file] ?? 0
      filesSeen[range.file] = before + sign > 0 ? before + sign : nil
      return before == 0 || before + sign == 0 ? sign : 0
    case .records(let range):
      records = records.addingSaturated(sign * range.numbers.count)
      return sign * range.numbers.count
    }
  }
}
