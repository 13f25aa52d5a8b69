import BlockStore
import Crypto
import Execution
import Foundation
import Model
import PluginHost
import Synchronization

/// The plugins that this process has loaded, by digest. A plugin's path is only a hint: whatever
/// does not have the digest that preflight took is not loaded, and the store's copy is.
final class PluginCache: Sendable {
  private let plugins = Mutex<[String: Plugin]>([:])
  private let store: any BlockStore
  private let namespace: String

  init(store: any BlockStore, namespace: String) {
    self.store = store
    self.namespace = namespace
  }

  /// - Parameter blocks: Into how many blocks of the store the file was copied.
  func load(_ file: PluginFile, blocks: Int) throws(MRError) -> Plugin {
    if let plugin = plugins.withLock({ $0[file.digest] }) { return plugin }
    let plugin =
      if let data = FileManager.default.contents(atPath: file.path), digest(data) == file.digest {
        try Plugin.load(path: file.path)
      } else {
        try loadCopy(file, blocks)
      }
    plugins.withLock { $0[file.digest] = plugin }
    return plugin
  }

  private func loadCopy(_ file: PluginFile, _ blocks: Int) throws(MRError) -> Plugin {
    let data = try PluginBlocks.fetch(file, blocks: blocks, from: store, namespace: namespace)
    guard digest(data) == file.digest else {
      throw MRError(.plugin, "the store's copy of the plugin \(file.path) is damaged")
    }
    let directory = FileManager.default.temporaryDirectory.path + "/mr-plugin-\(UUID().uuidString)"
    let path = "\(directory)/\(file.path.split(separator: "/").last ?? "plugin.so")"
    // Once it is loaded, its file is not needed any more.
    defer { try? FileManager.default.removeItem(atPath: directory) }
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700])
      try data.write(to: URL(filePath: path))
    } catch {
      throw MRError(.plugin, "cannot copy the plugin \(file.path) to \(path)", cause: "\(error)")
    }
    return try Plugin.load(path: path)
  }

  /// SHA-256 in lower-case hexadecimal.
  private func digest(_ data: Data) -> String {
    SHA256.hash(data: data).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
