/// What was found out about a job's spec before the job was accepted. Nothing of it changes any more.
package struct JobPlan: Sendable, Hashable, Codable {
  /// The job's plugin; for a job of plain functions, the library of its map function.
  package let plugin: PluginFile
  /// The job's name in the plugin's table.
  package let job: String
  package let format: InputFormat
  package let parameters: [String: String]
  package let partitions: Int
  package let output: BytePath
  /// What becomes of input that cannot be used.
  package let badInput: BadInputPolicy
  /// Plain C functions that take the place of the plugin's.
  package let functions: JobFunctions?
  /// The files of the functions' libraries, by the names that the signatures give them.
  package let libraries: [String: PluginFile]
  /// Where workers keep what they read of documents.
  package let cache: CacheChoice
  /// Whether map output of earlier jobs is reused, and that of this one kept.
  package let reuse: Bool
  /// Whether map attempts tell which files each key may come from.
  package let provenance: Bool

  package init(
    plugin: PluginFile, job: String, format: InputFormat, parameters: [String: String],
    partitions: Int, output: BytePath, badInput: BadInputPolicy = BadInputPolicy(),
    functions: JobFunctions? = nil,
    libraries: [String: PluginFile] = [:], cache: CacheChoice = .standard, reuse: Bool = false,
    provenance: Bool = false
  ) {
    self.reuse = reuse
    self.provenance = provenance
    self.plugin = plugin
    self.job = job
    self.format = format
    self.parameters = parameters
    self.partitions = partitions
    self.output = output
    self.badInput = badInput
    self.functions = functions
    self.libraries = libraries
    self.cache = cache
  }
}

/// A plugin as it was planned with. Workers that cannot read the path, or find another digest
/// there, fetch the file's blocks from the store.
package struct PluginFile: Sendable, Hashable, Codable {
  /// The path as the user knows it. Whatever lies there may be replaced at any time.
  package var path: String
  /// The file's SHA-256 in lower-case hexadecimal.
  package var digest: String
  /// The file's size in bytes.
  package var size: Int
  /// A copy that nobody but its owner writes to; nil if the file itself is loaded.
  package var copy: String?
  package init(path: String, digest: String, size: Int, copy: String? = nil) {
    self.path = path
    self.digest = digest
    self.size = size
    self.copy = copy
  }
}

/// How the input becomes records.
package enum InputFormat: Sendable, Hashable, Codable {
  /// One record a line; key: byte offset (int64), value: the line without its newline.
  case text
  /// One record a line, whatever the bytes between newlines are.
  case rawText
  /// One record a file; key: path below the fixed part of the layout, value: its bytes.
  case whole
  /// An input format of a plugin, which may be the job's own.
  case plugin(PluginFile, name: String, splittable: Bool)

  /// Whether a record is a line.
  package var isLines: Bool { self == .text || self == .rawText }
}
