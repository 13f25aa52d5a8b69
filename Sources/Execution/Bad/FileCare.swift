import Model

/// What an attempt is to be careful with in one file. Asked for each batch: there may be many such records.
struct FileCare {
  /// What is to be done with the next records of the file, at most so many.
  enum Step: Equatable {
    case take(Int)
    /// They are not to be worked on.
    case skip(Int)
  }

  /// Records that are not to be read either, in ascending order.
  let unread: [ClosedRange<Int>]
  /// From here on nothing is to be worked on.
  private let end: Int
  private let suspected: [ClosedRange<Int>]

  init(_ care: TaskCare, file: Int) {
    unread = care.skipped.lazy.filter { $0.file == file }.map(\.numbers)
      .sorted { $0.lowerBound < $1.lowerBound }
    end = unread.lazy.filter { $0.upperBound == .max }.map(\.lowerBound).first ?? .max
    suspected = care.suspected.filter { $0.file == file }.map(\.numbers)
  }

  var isEmpty: Bool { unread.isEmpty && suspected.isEmpty }
  var skipsAll: Bool { end == 1 }
  /// How many records are left out one by one.
  var unreadCount: Int {
    unread.lazy.filter { $0.upperBound != .max }.reduce(0) { $0 + $1.count }
  }

  /// - Parameter record: The number of the next record.
  func step(at record: Int) -> Step {
    if isEmpty { return .take(.max) }
    if record >= end { return .skip(.max) }
    let next = firstUnread(after: record)
    if next > 0, unread[next - 1].contains(record) {
      return .skip(unread[next - 1].upperBound - record + 1)
    }
    if suspected.contains(where: { $0.contains(record) }) { return .take(1) }
    let later = suspected.lazy.map(\.lowerBound).filter { $0 > record }.min() ?? .max
    let limit = min(later, next < unread.count ? unread[next].lowerBound : .max)
    return .take(limit == .max ? .max : limit - record)
  }

  /// The first record after another that is to be read.
  func next(after record: Int) -> Int {
    var next = record + 1
    var index = firstUnread(after: record)
    // The one before may go on beyond it.
    if index > 0, unread[index - 1].contains(next) { index -= 1 }
    while index < unread.count, unread[index].contains(next), unread[index].upperBound != .max {
      next = unread[index].upperBound + 1
      index += 1
    }
    return next
  }

  /// The index of the first range that begins after a record.
  private func firstUnread(after record: Int) -> Int {
    var (low, high) = (0, unread.count)
    while low < high {
      let middle = (low + high) / 2
      if unread[middle].lowerBound <= record { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
