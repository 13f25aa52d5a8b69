internal import Input
package import Model
internal import PluginHost
internal import Synchronization
internal import Threading

extension Planner {
  private static let mostTaken = 64

  /// Finds a plugin and asks what it offers.
  /// - Parameter name: as for `PluginLocator`.
  package func open(_ name: String) async throws(MRError) -> OpenPlugin {
    try await describe(take(locator.locate(name)), as: name)
  }

  func describe(_ copy: PluginCopy, as name: String) async throws(MRError) -> OpenPlugin {
    OpenPlugin(copy: copy, description: try await door.describe(copy.file), name: name)
  }

  /// The copy of a file, made anew if the file has changed since the last one.
  /// - Throws: also `invalidArgument` if jobs may not have it.
  func take(_ path: String) async throws(MRError) -> PluginCopy {
    try rule.check(path)
    // Taken before the copy: a file that changes meanwhile is copied again.
    let identity = FileIdentity(BytePath(path))
    if let known = taken.withLock({ $0[path] }), known.identity == identity { return known.copy }
    let copy = try await BlockingThread.run { [copies] () throws(MRError) in
      try copies.take(path)
    }
    if let identity {
      taken.withLock { taken in
        if taken.count >= Self.mostTaken { taken = [:] }
        taken[path] = Taken(identity: identity, copy: copy)
      }
    }
    return copy
  }

  /// Looks an input format up.
  /// - Parameter own: the job's plugin, whose formats come first; otherwise the name is that of a
  ///   plugin.
  func format(_ name: FormatName, own: OpenPlugin?) async throws(MRError) -> JobFormat {
    switch name {
    case .text: return JobFormat(.text)
    case .rawText: return JobFormat(.rawText)
    case .whole: return JobFormat(.whole)
    case .plugin(let name):
      if let own, own.description.formats.contains(where: { $0.name == name }) {
        return try JobFormat(name, of: own, isOwn: true)
      }
      let plugin: OpenPlugin
      do throws(MRError) {
        plugin = try await open(name)
      } catch  where error.code == .notFound {
        if let format = try await formatOfPlugin(name) { return format }
        throw MRError(
          .notFound, "there is no input format \"\(printable(name.utf8))\"",
          remedy:
            "Formats are \"text\", \"text!\", \"whole\", those of the job's own plugin, and those of "
            + "plugins, which are named as for --plugin: \"pdf\", \"pdf:documents\".")
      }
      return try JobFormat(name, of: plugin)
    }
  }

  /// The format that is named `PLUGIN:FORMAT`; nil if there is no such plugin.
  private func formatOfPlugin(_ name: String) async throws(MRError) -> JobFormat? {
    guard let colon = name.lastIndex(of: ":") else { return nil }
    let format = String(name[name.index(after: colon)...])
    let plugin: OpenPlugin
    do throws(MRError) {
      plugin = try await open(String(name[..<colon]))
    } catch  where error.code == .notFound {
      return nil
    }
    let known = plugin.description.formats.map(\.name)
    guard known.contains(format) else {
      let nearest = nearestName(to: format, in: known).map { "Did you mean \($0)? " } ?? ""
      throw MRError(
        .notFound,
        "the plugin \(printable(plugin.name.utf8)) has no input format"
          + " \"\(printable(format.utf8))\"",
        remedy: "\(nearest)Its formats: \(known.joined(separator: ", ")).")
    }
    return try JobFormat(format, of: plugin)
  }
}
