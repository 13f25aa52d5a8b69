/// A parameter that a job declares.
///
/// ```swift
/// static let parameters: [Parameter]? = [
///   Parameter("by", .attribute, "the attribute to group by", default: "server")
/// ]
/// ```
public struct Parameter: Sendable {
  /// What a parameter's text is to be.
  public enum Kind: Sendable {
    case text
    /// `true`, `yes`, `1`, `false`, `no` or `0`.
    case flag
    case integer
    case number
    case choice([String])
    /// The name of a `{name}` part of the layout.
    case attribute
  }

  let name: String
  let kind: Kind
  let summary: String
  let fallback: String?
  let isRequired: Bool

  /// - Parameters:
  ///   - summary: one line for `mr plugin inspect`.
  ///   - fallback: what it is if it is not given.
  ///   - isRequired: whether a job without it is refused.
  public init(
    _ name: String, _ kind: Kind = .text, _ summary: String = "", default fallback: String? = nil,
    required isRequired: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.fallback = fallback
    self.isRequired = isRequired
  }
}
