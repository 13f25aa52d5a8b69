/// Parameters of a job of which only its attempts can tell whether any function asks for them. One
/// that has not been asked for by the end of the first task has no effect, which is an error: most
/// likely it is misspelled.
package struct ParameterWatch: Sendable, Hashable {
  /// What an attempt says of the job's parameters.
  package struct Use: Sendable, Hashable {
    /// The names that were asked for.
    package var asked: [String]
    /// Whether the task had any record, so that the plugin's functions were called.
    package var hadRecords: Bool

    package init(asked: [String] = [], hadRecords: Bool = false) {
      self.asked = asked
      self.hadRecords = hadRecords
    }
  }

  /// The parameters that were given and not asked for so far.
  private var names: Set<String>
  /// Whose parameters they are, for messages.
  private let owner: String
  /// The kind of the task that decides.
  private let kind: TaskID.Kind

  /// - Parameter kind: of the tasks in which the job may ask last.
  package init(_ names: [String], owner: String, until kind: TaskID.Kind) {
    self.names = Set(names)
    self.owner = owner
    self.kind = kind
  }

  /// A task has ended well.
  /// - Returns: why the job is wrong.
  package mutating func ended(_ kind: TaskID.Kind, _ use: Use) -> MRError? {
    if names.isEmpty { return nil }
    names.subtract(use.asked)
    guard kind == self.kind, use.hadRecords, let name = names.min() else { return nil }
    let more = names.count == 1 ? "" : ", and so for \(names.count - 1) more"
    return MRError(
      .invalidArgument,
      "no function of \(owner) asked for parameter \"\(printable(name.utf8.prefix(256)))\"\(more)",
      cause: "it would have no effect",
      remedy: "Look at its spelling; a plugin that asks for it later is to declare its parameters.")
  }
}
