import Model

/// What an attempt is to be careful with in one file.
struct FileCare {
  /// What is to be done with the next records of the file, at most so many.
  enum Step: Equatable {
    case take(Int)
    /// They are not to be worked on.
    case skip(Int)
  }

  private let skipped: [ClosedRange<Int>]
  private let suspected: [ClosedRange<Int>]

  init(_ care: TaskCare, file: Int) {
    skipped = care.skipped.filter { $0.file == file }.map(\.numbers)
    suspected = care.suspected.filter { $0.file == file }.map(\.numbers)
  }

  var isEmpty: Bool { skipped.isEmpty && suspected.isEmpty }
  var skipsAll: Bool { skipped.contains { $0 == 1...Int.max } }
  /// Records that are not to be read either.
  var unread: [ClosedRange<Int>] { skipped.sorted { $0.lowerBound < $1.lowerBound } }

  /// - Parameter record: The number of the next record.
  func step(at record: Int) -> Step {
    if isEmpty { return .take(.max) }
    if let range = skipped.first(where: { $0.contains(record) }) {
      return .skip(range.upperBound == .max ? .max : range.upperBound - record + 1)
    }
    if suspected.contains(where: { $0.contains(record) }) { return .take(1) }
    let next = (skipped + suspected).map(\.lowerBound).filter { $0 > record }.min()
    return .take(next.map { $0 - record } ?? .max)
  }
}
