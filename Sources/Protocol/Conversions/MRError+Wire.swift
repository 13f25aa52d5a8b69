package import Model

extension WireError {
  package init(_ error: MRError) {
    self.init()
    code = error.code.description
    message = error.message
    cause = error.cause ?? ""
    remedy = error.remedy ?? ""
  }
}

extension MRError {
  /// A code that this version does not know becomes `internal`.
  package init(_ wire: WireError) {
    self.init(
      Code(wire.code) ?? .internal, wire.message, cause: wire.cause.isEmpty ? nil : wire.cause,
      remedy: wire.remedy.isEmpty ? nil : wire.remedy)
  }
}
