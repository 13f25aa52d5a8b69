internal import Glibc
package import Model
package import PluginHost

/// Finds out all about a plugin's file. What it takes to load it happens in a child process.
package struct Inspector {
  private let child: ChildRun
  private let limits: ChildLimits

  package init(child: ChildRun, limits: ChildLimits = ChildLimits()) {
    self.child = child
    self.limits = limits
  }

  /// Loads a plugin and asks what it offers.
  /// - Throws: `plugin` when it is refused, or ends the process.
  package func describe(_ path: String) throws(MRError) -> PluginDescription {
    let ended = try child.run(.describe(path: path), limits: limits)
    switch ended.answer {
    case .described(let description):
      return description
    case .refused(let error):
      throw error
    default:
      throw MRError(
        .plugin,
        "the plugin \(printable(path.utf8)) \(ended.crash ?? "said nothing") when it was loaded",
        cause: ended.printed.isEmpty ? nil : "it printed: \(ended.printed)",
        remedy: "Look at its constructors, the initialisers of its globals and mr_plugin_entry, "
          + "which are to do no work.")
    }
  }

  /// What the file says of itself, and which of its symbols nobody defines if it does not load.
  package func report(
    path: String, content: UnsafeRawBufferPointer, isLoadable: Bool
  ) throws(MRError) -> LibraryReport {
    var report = try LibraryReport(path: path, content: content)
    guard !isLoadable, report.needed.allSatisfy({ $0.path != nil }) else { return report }
    let ended = try child.run(.unresolved(report.undefined, path: path), limits: limits)
    if case .unresolved(let symbols) = ended.answer { report.unresolved = symbols }
    return report
  }
}
