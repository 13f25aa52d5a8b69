/// A cluster: a set of worker processes with a queue of jobs. Printed as `c1`.
package struct ClusterID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var number: Int
  package init(_ number: Int) { self.number = number }
  package init?(_ text: String) {
    guard let number = parse(text, after: "c") else { return nil }
    self.number = number
  }
  package var description: String { "c\(number)" }
  package static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// A job. Numbers rise over the life of a state directory. Printed as `j1`.
package struct JobID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var number: Int
  package init(_ number: Int) { self.number = number }
  package init?(_ text: String) {
    guard let number = parse(text, after: "j") else { return nil }
    self.number = number
  }
  package var description: String { "j\(number)" }
  package static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// A worker process, numbered within its cluster: `c1-w3`. A replacement gets a number of its own.
package struct WorkerID: Hashable, Sendable, CustomStringConvertible {
  package var cluster: ClusterID
  package var number: Int
  package init(cluster: ClusterID, number: Int) {
    self.cluster = cluster
    self.number = number
  }
  package init?(_ text: String) {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let cluster = ClusterID(String(parts[0])),
      let number = parse(String(parts[1]), after: "w")
    else { return nil }
    self.init(cluster: cluster, number: number)
  }
  package var description: String { "\(cluster)-w\(number)" }
}

private func parse(_ text: String, after prefix: String) -> Int? {
  guard text.hasPrefix(prefix), let number = Int(text.dropFirst(prefix.count)), number >= 0,
    !text.dropFirst(prefix.count).hasPrefix("+")
  else { return nil }
  return number
}
