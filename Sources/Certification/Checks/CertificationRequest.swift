/// What is to be certified, and with what.
package struct CertificationRequest: Codable, Sendable, Hashable {
  /// How files become records.
  package enum Format: Codable, Sendable, Hashable {
    case text
    /// As text, whatever the bytes between newlines are.
    case rawText
    case whole
    /// An input format of the plugin at a path; nil means its first.
    case plugin(path: String, name: String?)
  }

  /// An absolute path.
  package var plugin: String
  /// nil means all jobs and formats that the plugin has.
  package var job: String?
  /// A layout of files to map; nil means a text of our own.
  package var input: String?
  package var format: Format
  package var parameters: [String: String]

  package init(
    plugin: String, job: String? = nil, input: String? = nil, format: Format = .text,
    parameters: [String: String] = [:]
  ) {
    self.plugin = plugin
    self.job = job
    self.input = input
    self.format = format
    self.parameters = parameters
  }
}
