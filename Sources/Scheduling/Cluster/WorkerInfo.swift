package import Model

/// A worker as it is listed.
package struct WorkerInfo: Sendable, Hashable {
  package enum State: String, Sendable, Hashable { case starting, alive }

  package var id: WorkerID
  package var role: Role
  package var state: State
  /// Whether the master started the process, and starts another one when it is lost.
  package var isOurs: Bool
}
