package import Model
package import PluginHost

/// How a job's input becomes records, looked up.
package struct JobFormat: Sendable {
  package let format: InputFormat
  /// What the plugin says of the format; nil if it is none of a plugin.
  package let description: PluginDescription.Format?
  /// The plugin's, unless that is the job's own.
  let copy: PluginCopy?

  init(
    _ format: InputFormat, _ description: PluginDescription.Format? = nil, _ copy: PluginCopy? = nil
  ) {
    self.format = format
    self.description = description
    self.copy = copy
  }

  /// - Throws: `notFound` if the plugin has no input format.
  /// - Parameter name: of a format of the plugin; its first is taken if it has none of that name.
  init(_ name: String, of plugin: OpenPlugin, isOwn: Bool = false) throws(MRError) {
    let formats = plugin.description.formats
    guard let found = formats.first(where: { $0.name == name }) ?? formats.first else {
      throw MRError(
        .notFound, "the plugin \(printable(plugin.name.utf8)) has no input format",
        remedy: "Formats are \"text\", \"text!\", \"whole\", and those of plugins, such as \"pdf\"."
      )
    }
    self.init(
      .plugin(plugin.copy.file, name: found.name, splittable: found.isSplittable), found,
      isOwn ? nil : plugin.copy)
  }

  /// What a record is called where a range of them is named; nil for whole files.
  var recordName: String? {
    switch format {
    case .text, .rawText: "line"
    case .whole: nil
    case .plugin: description?.recordName
    }
  }
}
