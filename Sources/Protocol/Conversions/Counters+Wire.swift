package import Model

extension WireCounters {
  package init(_ counters: Counters) {
    self.init()
    values = counters.values
  }
}

extension Counters {
  /// - Throws: `invalidArgument` for too many counters, or names that are too long.
  package init(_ wire: WireCounters) throws(MRError) {
    try checkCount(wire.values, "counters", atMost: WireLimits.counters)
    for name in wire.values.keys { _ = try checked(name, "a counter's name") }
    self.init(wire.values)
  }
}
