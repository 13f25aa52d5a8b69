package import Model

/// What a worker is to do next.
package enum Assignment: Sendable, Hashable {
  case map(MapTask, AttemptID)
  case reduce(ReduceTask, AttemptID)

  package var attempt: AttemptID {
    switch self {
    case .map(_, let attempt), .reduce(_, let attempt): attempt
    }
  }
}
