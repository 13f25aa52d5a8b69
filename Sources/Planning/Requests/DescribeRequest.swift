package import Model
package import PluginHost

/// Asks what a plugin offers.
package struct DescribeRequest: ChildRequest {
  package typealias Answer = PluginDescription
  package static let name = "describe"

  package var plugin: PluginFile

  package init(_ plugin: PluginFile) { self.plugin = plugin }

  /// What the child does: it loads the plugin and describes it.
  package func answer() throws(MRError) -> PluginDescription {
    try Plugin.load(path: plugin.path, copy: plugin.copy).description
  }
}
