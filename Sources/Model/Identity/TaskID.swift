/// A map task (numbered in input order) or a reduce task (its number is its partition).
package struct TaskID: Hashable, Sendable, CustomStringConvertible {
  package enum Kind: String, Sendable, Hashable { case map, reduce }
  package var kind: Kind
  package var index: Int
  package init(_ kind: Kind, _ index: Int) {
    self.kind = kind
    self.index = index
  }
  package var description: String { "\(kind.rawValue) task \(index)" }
}

/// One try at a task. Attempts of a task are numbered from 0 and a number is never used again,
/// not even after the master restarted, so that a late attempt cannot overwrite anything.
package struct AttemptID: Hashable, Sendable, CustomStringConvertible {
  package var job: JobID
  package var task: TaskID
  package var number: Int
  package init(job: JobID, task: TaskID, number: Int) {
    self.job = job
    self.task = task
    self.number = number
  }
  package var description: String { "\(job) \(task) attempt \(number)" }
}
