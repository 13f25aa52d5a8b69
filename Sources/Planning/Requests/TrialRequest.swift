package import Model
package import PluginHost

/// Asks whether a job can be created with the parameters that it is to run with, and if so what its plugin offers.
package struct TrialRequest: ChildRequest, Hashable {
  package typealias Answer = PluginDescription
  package static let name = "try"

  package var plugin: PluginFile
  /// The job's name; nil for the plugin's first.
  package var job: String?
  package var parameters: [String: String]

  package init(_ plugin: PluginFile, job: String?, parameters: [String: String]) {
    self.plugin = plugin
    self.job = job
    self.parameters = parameters
  }

  /// What the child does: it creates an instance.
  /// - Throws: what the job says against it.
  package func answer() throws(MRError) -> PluginDescription {
    let plugin = try Plugin.load(path: plugin.path, copy: plugin.copy)
    try TrialCreation(plugin.job(job), parameters).run()
    return plugin.description
  }
}
