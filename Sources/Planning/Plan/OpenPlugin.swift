internal import Model
package import PluginHost

/// A plugin that was found and described.
package struct OpenPlugin: Sendable {
  package let copy: PluginCopy
  package let description: PluginDescription
  /// The name that the user knows it by.
  package let name: String

  /// - Parameter name: nil for the first.
  /// - Throws: `notFound`, naming those that there are.
  func job(_ name: String?) throws(MRError) -> PluginDescription.Job {
    let jobs = description.jobs
    if let job = jobs.first(where: { name == nil || $0.name == name }) { return job }
    let plugin = printable(self.name.utf8)
    guard !jobs.isEmpty else {
      throw MRError(
        .notFound, "the plugin \(plugin) has no jobs",
        remedy: "It has input formats only: name it with --format.")
    }
    throw MRError(
      .notFound, "the plugin \(plugin) has no job \"\(printable((name ?? "").utf8))\"",
      remedy: "Its jobs: \(jobs.map(\.name).joined(separator: ", ")).")
  }
}
