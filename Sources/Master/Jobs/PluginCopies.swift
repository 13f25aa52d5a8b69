import Crypto
import Foundation
package import Model
package import PluginHost
import Synchronization

/// Copies of plugins that nobody else writes to: what is inspected, tried and run is the same bytes,
/// whatever becomes of the file that a job named. A copy is there as long as somebody holds it, and
/// none is when they have ended.
package final class PluginCopies: Sendable {
  private struct State {
    var nextNumber = 1
    var hasEnded = false
  }
  private let directory: String
  private let state = Mutex(State())
  /// A library of a gigabyte is a mistake, such as a core dump.
  private static let mostBytes = 1 << 30

  /// - Parameter directory: for the copies; what a former life of the master left in it goes.
  package init(directory: String) {
    self.directory = directory
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// Copies a file. Blocks.
  package func take(_ path: String) throws(MRError) -> PluginCopy {
    if let size = FileIdentity(BytePath(path))?.size { try Self.check(size, path) }
    let data: Data
    do {
      // Read at once: half of a file that is just being rewritten has a digest of its own, and the
      // inspection of the copy says what is wrong with it.
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw MRError(
        .plugin, "cannot read the plugin \"\(printable(path.utf8))\"",
        cause: String(cString: strerror(errno)))
    }
    try Self.check(data.count, path)
    let number = state.withLock { state in
      defer { state.nextNumber += 1 }
      return state.nextNumber
    }
    let name = path.split(separator: "/").last.map(String.init) ?? "plugin.so"
    let root = "\(directory)/\(number)"
    let place = root + String(repeating: "/d", count: OriginLinks.depth)
    let copy = "\(place)/\(name)"
    // Goes with what was made of it if the rest fails.
    let taken = PluginCopy(
      PluginFile(
        path: path, digest: hexadecimal(SHA256.hash(data: data)), size: data.count, copy: copy),
      root: root, of: self)
    do {
      try FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try data.write(to: URL(filePath: copy))
    } catch {
      throw MRError(
        .plugin, "cannot copy the plugin \"\(printable(path.utf8))\" to \(copy)", cause: "\(error)",
        remedy: "Is the disk of the master's state directory full?")
    }
    try CodeDirectory.check(place)
    let original = URL(filePath: path).deletingLastPathComponent().path
    OriginLinks(original: original, copy: place, limit: root).make(data)
    return taken
  }

  private static func check(_ size: Int, _ path: String) throws(MRError) {
    guard size <= mostBytes else {
      throw MRError(
        .plugin, "\"\(printable(path.utf8))\" is too large for a plugin", cause: "over 1 GiB")
    }
  }

  /// Removes all copies, also those that are still held. Nothing is taken any more. Blocks.
  package func end() {
    state.withLock { state in
      state.hasEnded = true
      try? FileManager.default.removeItem(atPath: directory)
    }
  }

  /// Not while all are removed: who removes a directory fails where somebody else does so too.
  fileprivate func remove(_ root: String) {
    state.withLock { state in
      if !state.hasEnded { try? FileManager.default.removeItem(atPath: root) }
    }
  }
}

extension PluginCopies {
  /// Loads a plugin into this process from a copy that goes at once.
  package static func load(_ path: String) throws(MRError) -> Plugin {
    let directory = FileManager.default.temporaryDirectory.path + "/mr-plugin-\(UUID().uuidString)"
    let copies = PluginCopies(directory: directory)
    defer { copies.end() }
    let copy = try copies.take(path)
    return try withExtendedLifetime(copy) { () throws(MRError) in
      try Plugin.load(path: path, copy: copy.file.copy)
    }
  }
}

/// A copy of a plugin, which is removed when nobody holds it any more.
package final class PluginCopy: Sendable {
  package let file: PluginFile
  /// The directory that it lies in, with its links.
  private let root: String
  private let copies: PluginCopies

  init(_ file: PluginFile, root: String, of copies: PluginCopies) {
    self.file = file
    self.root = root
    self.copies = copies
  }

  deinit { copies.remove(root) }
}
