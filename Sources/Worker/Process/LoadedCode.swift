import Blocks
import BlockStore
import Digest
import Foundation
import Model
import PluginHost
import Synchronization

/// The one set of code that this process has loaded, or will. Whatever is loaded has the digest that
/// planner took: the master's copy of a file, the file itself, or else the store's copy.
final class LoadedCode: Sendable {
  private struct State {
    var code: CodeSet?
    var plugins: [String: Plugin] = [:]
    var libraries: [String: FunctionLibrary] = [:]
  }
  private let state = Mutex(State())
  private let store: any BlockStore
  private let namespace: String

  init(store: any BlockStore, namespace: String) {
    self.store = store
    self.namespace = namespace
  }

  /// - Throws: `internal` if the process has another set: it never loads a second one.
  func begin(_ code: CodeSet) throws(MRError) {
    let known = state.withLock { state in
      state.code = state.code ?? code
      return state.code
    }
    guard known == code else {
      throw MRError(.internal, "a worker was given a task of a job with other code than its own")
    }
  }

  func load(_ file: PluginFile) throws(MRError) -> Plugin {
    if let plugin = state.withLock({ $0.plugins[file.digest] }) { return plugin }
    let plugin = try withFile(of: file) { (copy) throws(MRError) in
      try Plugin.load(path: file.path, copy: copy)
    }
    state.withLock { $0.plugins[file.digest] = plugin }
    return plugin
  }

  func loadLibrary(_ file: PluginFile) throws(MRError) -> FunctionLibrary {
    if let library = state.withLock({ $0.libraries[file.digest] }) { return library }
    let library = try withFile(of: file) { (copy) throws(MRError) in
      try FunctionLibrary.load(path: file.path, copy: copy)
    }
    state.withLock { $0.libraries[file.digest] = library }
    return library
  }

  /// Finds a file that has the digest, and loads it: the copy that is handed over, or, for nil, the
  /// file itself. Where others could exchange it after the look, its bytes are copied first and the copy is looked at.
  ///
  /// Not loaded from memory: what a library finds beside it (`$ORIGIN`), what it finds in its own file, and what
  /// debuggers show needs a path.
  private func withFile<Loaded>(
    of file: PluginFile, _ load: (_ copy: String?) throws(MRError) -> Loaded
  ) throws(MRError) -> Loaded {
    let place = file.copy ?? file.path
    let isProtected = ProtectedPath.isProtected(place)
    var content = FileManager.default.contents(atPath: place)
    if content.map({ hexadecimal(SHA256.hash(data: $0)) }) != file.digest { content = nil }
    if isProtected, content != nil { return try load(file.copy) }
    let data =
      if let content { content } else {
        try PluginBlocks.fetch(file, from: store, namespace: namespace)
      }
    guard content != nil || hexadecimal(SHA256.hash(data: data)) == file.digest else {
      throw MRError(.plugin, "the store's copy of the plugin \(file.path) is damaged")
    }
    let directory = try PrivateDirectory.temporary("mr-plugin-")
    let path = "\(directory)/\(file.path.split(separator: "/").last ?? "plugin.so")"
    // Once it is loaded, its file is not needed any more.
    defer { try? FileManager.default.removeItem(atPath: directory) }
    do {
      try data.write(to: URL(filePath: path))
    } catch {
      throw MRError(.plugin, "cannot copy the plugin \(file.path) to \(path)", cause: "\(error)")
    }
    try CodeDirectory.check(directory)
    return try load(path)
  }
}
