package import Model
package import PluginHost
internal import Synchronization
internal import Threading

/// Loads plugins into this process, for a job that is run in it. They are loaded, tried and run on one
/// thread, as a plain program would.
package final class ProcessDoor: PluginDoor {
  private let thread = BlockingPool(threads: 1)
  private let plugins = Mutex<[PluginFile: Plugin]>([:])
  private let libraries = Mutex<[PluginFile: FunctionLibrary]>([:])

  package init() {}

  package let isApart = false

  /// Runs `body` on the thread that plugins are loaded on.
  package func run<Result: Sendable>(
    _ body: @escaping @Sendable () throws(MRError) -> Result
  ) async throws(MRError) -> Result {
    try await thread.run(body)
  }

  /// A plugin, which stays loaded whatever becomes of its copy. Blocks.
  package func load(_ file: PluginFile) throws(MRError) -> Plugin {
    if let plugin = plugins.withLock({ $0[file] }) { return plugin }
    let plugin = try Plugin.load(path: file.path, copy: file.copy)
    plugins.withLock { $0[file] = plugin }
    return plugin
  }

  /// A library of plain functions, in the same way.
  package func load(library file: PluginFile) throws(MRError) -> FunctionLibrary {
    if let library = libraries.withLock({ $0[file] }) { return library }
    let library = try FunctionLibrary.load(path: file.path, copy: file.copy)
    libraries.withLock { $0[file] = library }
    return library
  }

  package func describe(_ plugin: PluginFile) async throws(MRError) -> PluginDescription {
    try await run { [self] () throws(MRError) in try load(plugin).description }
  }

  package func tryOut(
    _ plugin: PluginFile, job: String?, parameters: [String: String]
  ) async throws(MRError) {
    try await run { [self] () throws(MRError) in
      try TrialCreation(load(plugin).job(job), parameters).run()
    }
  }

  package func functions(
    _ signatures: [FunctionSignature], in files: [String: PluginFile]
  ) async throws(MRError) -> [FunctionDescription] {
    let request = FunctionsRequest(signatures: signatures.map(\.description), files: files)
    return try await run { [self] () throws(MRError) in
      for file in files.values { _ = try load(library: file) }
      return try request.answer()
    }
  }
}
