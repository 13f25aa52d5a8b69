import Model

extension InputWalk {
  /// What is said if no file matches: how far the layout did.
  func nothingFound() -> MRError {
    guard let furthest else { return rootMissing() }
    // The `**` before a component is part of what was looked for there.
    var component = furthest.steps.last!
    while component > 0, furthest.steps.contains(component - 1) { component -= 1 }
    let entries = Self.count(furthest.entries)
    let hidden =
      furthest.hidden == 0
      ? "" : "; wildcards pass over names that begin with `.` or `_`, \(furthest.hidden) of them"
    let rest = layout.text(from: component)
    let cause =
      component == layout.components.count - 1
      ? "`\(furthest.directory)` has \(entries), none is a file that matches `\(rest)`\(hidden)"
      : "`\(furthest.directory)` has \(entries), none matches `\(rest)`\(hidden)"
    return MRError(
      .notFound, "no file matches the layout `\(printable(layout.text.utf8))`", cause: cause,
      remedy: literalName(of: furthest, component)
        ?? furthest.matchingDirectory.map { Self.remedy(directory: $0) })
  }

  /// What is said if an entry has the very name that was taken for a pattern.
  private func literalName(of furthest: Furthest, _ component: Int) -> String? {
    let name = layout.componentTexts[component]
    let path = BytePath(
      bytes: furthest.directory.bytes + [UInt8(ascii: "/")] + Array(name.utf8))
    // Whose name has a backslash knows how to write one.
    guard printable(name.utf8) == name, FileStatus.exists(path) else { return nil }
    return "An entry has that very name: for it, write `\(Layout.escaped(name))`, in single quotes."
  }

  /// Says where the path to the root breaks off.
  func rootMissing() -> MRError {
    var parent = layout.root.bytes
    var missing = parent[...]
    while FileStatus(at: BytePath(bytes: parent)) == nil {
      let slash = parent.lastIndex(of: UInt8(ascii: "/"))
      missing = parent[((slash ?? -1) + 1)...]
      guard let slash else {
        parent = [UInt8(ascii: ".")]
        break
      }
      parent = slash == 0 ? [UInt8(ascii: "/")] : Array(parent[..<slash])
    }
    let entries = (try? listDirectory(BytePath(bytes: parent)))?.count
    let has = entries.map { "has \(Self.count($0))" } ?? "cannot be listed"
    return MRError(
      .notFound, "no file matches the layout `\(printable(layout.text.utf8))`",
      cause: "`\(printable(parent))` \(has), none is `\(printable(missing))`")
  }

  private static func count(_ entries: Int) -> String {
    entries == 1 ? "1 entry" : "\(entries) entries"
  }

  static func remedy(directory: BytePath) -> String {
    let path = Layout.escaped(directory.description)
    return "Write `\(path)/*` for the files in it, `\(path)/**` for all below it."
  }
}
