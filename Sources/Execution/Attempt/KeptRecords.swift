import Cache
import Model
import PluginHost

/// The cache of a job whose input format is a plugin's.
struct KeptRecords: Sendable {
  let cache: RecordCache
  let format: FormatIdentity
  /// The parameters that the records may depend on; nil for all.
  let parameters: Set<String>?

  init(
    _ cache: RecordCache, _ file: PluginFile, of plugin: Plugin,
    _ format: PluginDescription.Format, _ parameters: [String: String]
  ) {
    self.cache = cache
    let names = format.parameters.map { Set($0.map(\.name)) }
    self.parameters = names
    self.format = FormatIdentity(
      digest: file.digest, libraries: plugin.librariesIdentity, name: format.name,
      parameters: parameters.filter { names?.contains($0.key) ?? true })
  }
}
