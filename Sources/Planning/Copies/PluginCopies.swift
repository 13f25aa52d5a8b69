internal import Foundation
package import Model
internal import PluginHost
internal import Synchronization

/// Copies of plugins that nobody else writes to: what is described, tried and run is the same bytes,
/// whatever becomes of the file that a job named. A copy is there as long as somebody holds it, and
/// none is when they have ended.
package final class PluginCopies: Sendable {
  private struct State {
    var nextNumber = 1
    var hasEnded = false
  }
  private let directory: String?
  private let state = Mutex(State())

  /// - Parameter directory: for the copies; what a former life of the master left in it goes. nil for
  ///   none: files are loaded where they lie.
  package init(directory: String?) {
    self.directory = directory
    // The directory itself stays: it is closed to others.
    let names = directory.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }
    for name in names ?? [] {
      try? FileManager.default.removeItem(atPath: "\(directory ?? "")/\(name)")
    }
  }

  /// Takes a file. Blocks.
  package func take(_ path: String) throws(MRError) -> PluginCopy {
    let content = try PluginContent(path: path)
    guard let directory else { return PluginCopy(content.file(), root: nil, of: self) }
    let number = state.withLock { state in
      defer { state.nextNumber += 1 }
      return state.nextNumber
    }
    let name = path.split(separator: "/").last.map(String.init) ?? "plugin.so"
    let root = "\(directory)/\(number)"
    let place = root + String(repeating: "/d", count: OriginLinks.depth)
    // Goes with what was made of it if the rest fails.
    let taken = PluginCopy(content.file(copy: "\(place)/\(name)"), root: root, of: self)
    guard PrivateDirectory.make(place), content.write(to: "\(place)/\(name)") else {
      throw MRError(
        .plugin, "cannot copy the plugin \"\(printable(path.utf8))\" to \(place)/\(name)",
        cause: String(cString: strerror(errno)), remedy: "Is the disk of \(directory) full?")
    }
    try CodeDirectory.check(place)
    let original = URL(filePath: path).deletingLastPathComponent().path
    OriginLinks(original: original, copy: place, limit: root).make(content.data)
    return taken
  }

  /// Removes all copies, also those that are still held. Nothing is taken any more. Blocks.
  package func end() {
    state.withLock { state in
      state.hasEnded = true
      if let directory { try? FileManager.default.removeItem(atPath: directory) }
    }
  }

  /// Removes one directory. Not while all are removed: who removes a directory fails where somebody
  /// else does so too.
  func remove(_ root: String) {
    state.withLock { state in
      if !state.hasEnded { try? FileManager.default.removeItem(atPath: root) }
    }
  }
}
