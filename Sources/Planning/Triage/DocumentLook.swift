package import Model

/// Looks into documents in child processes.
package struct DocumentLook: Sendable {
  private let plugin: PluginFile
  private let children: FileChildren

  /// - Parameter plugin: has the format `documents`.
  package init(_ plugin: PluginFile, _ children: FileChildren) {
    self.plugin = plugin
    self.children = children
  }

  /// Reports on files, in their order. Ends with the Swift task that asks.
  package func reports(
    on files: ArraySlice<InputFile>
  ) async throws(MRError) -> [DocumentReport] {
    try await children.ask(about: files) { [plugin] in
      DocumentsRequest(plugin, Array($0))
    } blame: { silence in
      DocumentReport(
        kind: silence.isTimedOut ? "hanging" : "damaged",
        reason: "the process that read it \(silence.ending)")
    }
  }
}
