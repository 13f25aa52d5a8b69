package import Model
package import PluginHost

/// Asks what a plugin offers.
package struct DescribeRequest: ChildRequest {
  package typealias Answer = PluginDescription
  package static let name = "describe"

  package var plugin: PluginFile

  package init(_ plugin: PluginFile) { self.plugin = plugin }

  /// The child's part.
  package func answer() throws(MRError) -> PluginDescription {
    try Plugin.load(path: plugin.path, copy: plugin.copy).description
  }
}
