package import Model

extension WireParameterUse {
  package init(_ use: ParameterWatch.Use) {
    self.init()
    asked = use.asked
    hadRecords = use.hadRecords
  }
}

extension ParameterWatch.Use {
  /// - Throws: `invalidArgument` for too many names, or too long ones.
  package init(_ wire: WireParameterUse) throws(MRError) {
    try checkCount(wire.asked, "asked", atMost: WireLimits.parameters)
    for name in wire.asked { _ = try checked(name, "the name of a parameter") }
    self.init(asked: wire.asked, hadRecords: wire.hadRecords)
  }
}
