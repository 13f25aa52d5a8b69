package import Model
package import PluginHost

/// Where plugins are loaded to learn about them: in child processes, or in this one. What is said of a
/// mistake is the same, whichever it is.
package protocol PluginDoor: Sendable {
  /// Whether it is another process, which may do one thing while this does another.
  var isApart: Bool { get }

  /// - Throws: `plugin` if the file is refused as a plugin.
  func describe(_ plugin: PluginFile) async throws(MRError) -> PluginDescription

  /// Creates one instance of a job with the parameters that it is to run with.
  /// - Parameter job: nil for the plugin's first.
  /// - Throws: what the job says against it, if no attempt can succeed.
  func tryOut(_ plugin: PluginFile, job: String?, parameters: [String: String])
    async throws(MRError)

  /// Finds plain functions.
  /// - Parameter files: the libraries that signatures name by a path, by that name.
  /// - Throws: `notFound` if a library cannot be loaded, or does not have the function.
  func functions(_ signatures: [FunctionSignature], in files: [String: PluginFile])
    async throws(MRError) -> [FunctionDescription]
}
