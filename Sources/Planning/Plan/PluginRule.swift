internal import Glibc
package import Model

/// Which plugins, formats and libraries of functions jobs may have: all, or those below some directories that the
/// operator of a shared master has chosen.
package struct PluginRule: Sendable {
  /// Without links; nil for no rule.
  let directories: [String]?

  package static let all = PluginRule(directories: nil)

  private init(directories: [String]?) { self.directories = directories }

  /// - Parameter directories: none for no rule.
  /// - Throws: `invalidArgument` for what is no directory, or one that others may put plugins into. Blocks.
  package init(below directories: [String]) throws(MRError) {
    var resolved: [String] = []
    for directory in directories {
      guard let path = realpath(directory, nil) else {
        throw MRError(
          .invalidArgument, "there is no directory of plugins \"\(printable(directory.utf8))\"",
          cause: String(cString: strerror(errno)))
      }
      defer { free(path) }
      resolved.append(String(cString: path))
      guard ProtectedPath.isProtected(directory) else {
        throw MRError(
          .invalidArgument,
          "other users may put plugins into \"\(printable(directory.utf8))\"",
          cause: "it, or a directory above it, is another user's, or for others to write to",
          remedy: "Name a directory with --plugins that only you, or root, can change.")
      }
    }
    self.init(directories: resolved.isEmpty ? nil : resolved)
  }

  /// - Parameter path: of a file, without links.
  /// - Throws: `invalidArgument` if jobs may not have it. Blocks.
  func check(_ path: String) throws(MRError) {
    guard let directories else { return }
    let isBelow = directories.contains { path.hasPrefix($0 == "/" ? "/" : $0 + "/") }
    guard isBelow, ProtectedPath.isProtected(path) else {
      throw refusal(
        "\"\(printable(path.utf8))\"",
        isBelow ? "it is another user's, or for others to write to" : nil)
    }
  }

  /// - Parameter library: as a signature of a function names it.
  /// - Throws: `invalidArgument` for what the system's loader would look for.
  func check(library: String) throws(MRError) {
    guard directories != nil, !library.contains("/") else { return }
    throw refusal(
      "the library \"\(printable(library.utf8))\"", "the system's loader would look for it")
  }

  private func refusal(_ what: String, _ cause: String?) -> MRError {
    let places = (directories ?? []).map { printable($0.utf8) }.joined(separator: ", ")
    return MRError(
      .invalidArgument, "this master does not run \(what)",
      cause: cause ?? "it runs what lies below \(places) only",
      remedy: "Name a plugin of those, or ask the master's operator to put it there: "
        + "mr master --plugins.")
  }
}
