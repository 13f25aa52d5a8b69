/// What a worker process does.
package enum Role: String, Sendable, Hashable, CaseIterable, Codable {
  case mapper
  case reducer

  /// Processes of one role in a cluster.
  package static let mostProcesses = 1024
}
