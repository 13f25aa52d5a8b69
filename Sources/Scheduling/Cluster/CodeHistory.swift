internal import Model

/// The sets of code that a cluster's jobs had, under small numbers.
struct CodeHistory: Sendable {
  private var numbers: [CodeSet: Int] = [:]
  private var nextNumber = 0
  /// Sets whose processes are kept, the one that was used last first.
  private(set) var recent: [Int] = []
  /// The number of the code of the job whose turn it is.
  private(set) var current: Int?

  /// A job's turn has come.
  /// - Parameter limit: sets that are kept.
  /// - Returns: the sets that are not kept any more.
  mutating func begin(_ code: CodeSet, keeping limit: Int) -> [Int] {
    let number = numbers[code] ?? nextNumber
    if number == nextNumber { nextNumber += 1 }
    numbers[code] = number
    current = number
    recent.removeAll { $0 == number }
    recent.insert(number, at: 0)
    let forgotten = Array(recent.dropFirst(limit))
    recent = Array(recent.prefix(limit))
    numbers = numbers.filter { !forgotten.contains($0.value) }
    return forgotten
  }

  mutating func end() { current = nil }
}
