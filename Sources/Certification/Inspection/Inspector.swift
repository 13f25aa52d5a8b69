package import Model
package import Planning

/// Finds out all about a plugin's file. What it takes to load it happens in a child process.
package struct Inspector: Sendable {
  private let child: PluginChild
  private let limits: ChildLimits

  package init(
    child: PluginChild = .own,
    limits: ChildLimits = ChildLimits(time: .seconds(30), sandbox: .always)
  ) {
    self.child = child
    self.limits = limits
  }

  /// What the file says of itself, and which of its symbols nobody defines if it does not load.
  package func report(
    path: String, content: UnsafeRawBufferPointer, isLoadable: Bool
  ) throws(MRError) -> LibraryReport {
    var report = try LibraryReport(path: path, content: content)
    guard !isLoadable, report.needed.allSatisfy({ $0.path != nil }) else { return report }
    let request = UnresolvedRequest(symbols: report.undefined, path: path)
    if case .done(let symbols) = try child.answer(to: request, limits: limits) {
      report.unresolved = symbols
    }
    return report
  }
}
