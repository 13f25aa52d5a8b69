import Protocol

/// How long the attempts at one kind of task took that succeeded.
struct TaskTimes {
  /// The longest first.
  let attempts: [WireAttemptStatus]

  init(_ all: [WireAttemptStatus], _ kind: WireTaskKind) {
    attempts = all.filter { $0.attempt.kind == kind && $0.outcome == .succeeded }
      .sorted { $0.milliseconds > $1.milliseconds }
  }

  var isEmpty: Bool { attempts.isEmpty }

  /// When the first began and the last ended, in milliseconds since 1970.
  var began: Int64 { attempts.map(\.startedMs).min() ?? 0 }
  var ended: Int64 { attempts.map(\.endedMs).max() ?? 0 }

  var workers: Int { Set(attempts.map(\.workerID)).count }

  /// In seconds.
  var longest: Double { Self.seconds(attempts.first) }
  var median: Double { Self.seconds(attempts.isEmpty ? nil : attempts[attempts.count / 2]) }

  /// Which part of the workers' time between the first and the last had a task, 0 to 1.
  var busy: Double {
    let room = Double(ended - began) * Double(workers)
    guard room > 0 else { return 1 }
    return min(1, attempts.reduce(0) { $0 + Double($1.milliseconds) } / room)
  }

  /// How much the longest was given, as a multiple of the median.
  var longestShare: Double {
    let sizes = attempts.map(\.bytes).sorted()
    guard let first = attempts.first, let median = sizes.dropFirst(sizes.count / 2).first,
      median > 0
    else { return 1 }
    return Double(first.bytes) / Double(median)
  }

  private static func seconds(_ attempt: WireAttemptStatus?) -> Double {
    Double(attempt?.milliseconds ?? 0) / 1000
  }
}
