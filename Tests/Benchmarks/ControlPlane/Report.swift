import Foundation

/// What came of it, as JSON.
struct Report: Codable, Sendable {
  struct Latency: Codable, Sendable {
    var count: Int
    var p50: Double
    var p99: Double
    var most: Double
  }

  let workers: Int
  /// Of all jobs, those that the cluster's two real workers ran included.
  let tasks: Int
  let seconds: Double
  let accepted: Int
  let refused: Int
  let dropped: Int
  /// Milliseconds until the master answered.
  let heartbeats: Latency
  let reports: Latency

  init(workers: Int, tasks: Int, seconds: Double, _ counts: Tally.Counts) {
    self.workers = workers
    self.tasks = tasks
    self.seconds = seconds
    accepted = counts.accepted
    refused = counts.refused
    dropped = counts.dropped
    heartbeats = Latency(counts.heartbeats)
    reports = Latency(counts.reports)
  }

  func print() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
  }
}

extension Report.Latency {
  init(_ durations: [Duration]) {
    let sorted = durations.sorted()
    func percentile(_ percent: Int) -> Double {
      guard !sorted.isEmpty else { return 0 }
      return sorted[(sorted.count - 1) * percent / 100] / .milliseconds(1)
    }
    count = sorted.count
    p50 = percentile(50)
    p99 = percentile(99)
    most = percentile(100)
  }
}
