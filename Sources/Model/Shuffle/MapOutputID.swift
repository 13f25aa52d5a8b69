/// The output of one attempt at a map task.
package struct MapOutputID: Hashable, Sendable, CustomStringConvertible {
  package var task: Int
  package var attempt: Int
  package init(task: Int, attempt: Int) {
    self.task = task
    self.attempt = attempt
  }
  package var description: String { "output of map task \(task) attempt \(attempt)" }
}
