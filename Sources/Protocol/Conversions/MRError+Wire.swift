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
  /// A code that this version does not know becomes `internal`. Texts that are too long are
  /// shortened.
  package init(_ wire: WireError) {
    func text(_ text: String) -> String { shortened(text, toBytes: WireLimits.errorText) }
    self.init(
      Code(wire.code) ?? .internal, text(wire.message),
      cause: wire.cause.isEmpty ? nil : text(wire.cause),
      remedy: wire.remedy.isEmpty ? nil : text(wire.remedy))
  }
}
