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
  /// Libraries of plain functions, by digest.
  private let libraries = Mutex<[String: FunctionLibrary]>([:])
  private let store: any BlockStore
  private let namespace: String

  init(store: any BlockStore, namespace: String) {
    self.store = store
    self.namespace = namespace
  }

  /// - Parameter blocks: Into how many blocks of the store the file was copied.
  func load(_ file: PluginFile, blocks: Int) throws(MRError) -> Plugin {
    if let plugin = plugins.withLock({ $0[file.digest] }) { return plugin }
    let plugin = try withFile(of: file, blocks) { (path) throws(MRError) in
      try Plugin.load(path: path)
    }
    plugins.withLock { $0[file.digest] = plugin }
    return plugin
  }

  /// - Parameter blocks: As for a plugin.
  func loadLibrary(_ file: PluginFile, blocks: Int) throws(MRError) -> FunctionLibrary {
    if let library = libraries.withLock({ $0[file.digest] }) { return library }
    let library = try withFile(of: file, blocks) { (path) throws(MRError) in
      try FunctionLibrary.load(path: path)
    }
    libraries.withLock { $0[file.digest] = library }
    return library
  }

  /// Finds a file that has the digest, and loads it.
  private func withFile<Loaded>(
    of file: PluginFile, _ blocks: Int, _ load: (String) throws(MRError) -> Loaded
  ) throws(MRError) -> Loaded {
    if let data = FileManager.default.contents(atPath: file.path), digest(data) == file.digest {
      return try load(file.path)
    }
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
    return try load(path)
  }

  /// SHA-256 in lower-case hexadecimal.
  private func digest(_ data: Data) -> String {
    hexadecimal(SHA256.hash(data: data))
  }
}
