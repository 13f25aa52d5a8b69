internal import Glibc
internal import Model

/// Repeats something and looks whether the process grows by it: heap, resident memory, open files,
/// threads.
struct GrowthMeasurement {
  let what: String
  let remedy: String
  var repetitions = 1000
  /// How long a measurement may take, however slow it is, in nanoseconds.
  var limit: UInt64 = 6_000_000_000

  private static let leastRepetitions = 10

  func run(_ body: () throws(MRError) -> Void) throws -> Verdict {
    // What is allocated once and kept is no leak.
    for _ in 0..<3 { try body() }
    let deadline = monotonicTime() + limit
    let (first, firstCount) = try measure(repetitions / 2, deadline - limit / 2, body)
    let (second, secondCount) = try measure(repetitions / 2, deadline, body)
    let count = firstCount + secondCount
    if let growth = ProcessSize.growth(first, firstCount, second, secondCount) {
      return .failed("\(what) \(count) times left \(growth)", remedy: remedy)
    }
    return .ok("\(what) \(count) times without growth")
  }

  private func measure(_ count: Int, _ deadline: UInt64, _ body: () throws(MRError) -> Void)
    throws(MRError) -> (grown: ProcessSize, count: Int)
  {
    let before = ProcessSize.now
    var done = 0
    while done < count, done < Self.leastRepetitions || monotonicTime() < deadline {
      try body()
      done += 1
    }
    return (ProcessSize.now - before, done)
  }
}
