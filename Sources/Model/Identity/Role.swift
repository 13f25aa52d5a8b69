/// What a worker process does.
package enum Role: String, Sendable, Hashable, CaseIterable, Codable {
  case mapper
  case reducer
}
