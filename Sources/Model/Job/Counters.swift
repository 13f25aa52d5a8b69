/// The counters of a job, task or attempt: the engine's, and beside them the plugin's.
package struct Counters: Sendable, Hashable {
  package var engine: EngineCounters
  package var user: UserCounters

  /// The most names that a plugin may count under in a job.
  package static let mostUserNames = 65_536

  package init(engine: EngineCounters = EngineCounters(), user: UserCounters = [:]) {
    self.engine = engine
    self.user = user
  }

  package mutating func add(_ other: Counters) {
    engine.add(other.engine)
    user.add(other.user)
  }

  package mutating func subtract(_ other: Counters) {
    engine.subtract(other.engine)
    user.subtract(other.user)
  }

  /// All counters by the names that they are shown under: where engine and plugin count under one,
  /// the engine's.
  package var shown: [String: Int64] {
    user.values.merging(engine.values) { _, engine in engine }
  }
}
