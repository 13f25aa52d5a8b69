internal import Model

/// The first line of what a child reads; the rest is its request. Nothing of it stands on the command
/// line, where every user of the machine could read it.
struct ChildOrder: Codable {
  /// The name of the kind of request.
  var name: String
  /// The number of the process that asks: without it nobody wants the answer.
  var parent: Int32
  /// The child's memory in MiB; nil for no limit.
  var memory: Int?
  /// The time that it has; nil if that depends on what it does.
  var seconds: Int?
  /// nil: it may do what its user may.
  var enclosure: ChildEnclosure?
}

/// What a child says, a line of JSON each; the last is `done` or `refused`.
enum ChildEvent<Answer: Codable & Sendable>: Codable, Sendable {
  /// What it is about to try, so that it is known if the plugin does not come back.
  case trying(String)
  case done(Answer)
  case refused(MRError)
}
