/// An incomplete result of the same job, whose map tasks are taken over where they lacked nothing.
package struct FormerOutput: Sendable, Hashable, Codable {
  /// The output directory, absolute, on the master's host.
  package var path: String
  /// Nothing that another version of the code made is taken over.
  package var onlySameCode: Bool

  package init(path: String, onlySameCode: Bool = false) {
    self.path = path
    self.onlySameCode = onlySameCode
  }
}
