/// What is to be certified, and with what.
package struct CertificationRequest: Codable, Sendable, Hashable {
  /// How files become records.
  package enum Format: Codable, Sendable, Hashable {
    case text
    /// Lines, whatever the bytes between newlines are.
    case rawText
    case whole
    /// An input format of the plugin at a path; nil means its first.
    case plugin(path: String, name: String?)
  }

  /// The plugin's absolute path.
  package var plugin: String
  /// One of the plugin's jobs; nil means all jobs and formats that it has.
  package var job: String?
  /// A layout of files to map; nil means a text of our own.
  package var input: String?
  package var format: Format
  /// The formats that jobs name themselves, by the jobs' names, where the author names none.
  package var jobFormats: [String: Format] = [:]
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

  /// How files become records of a job.
  func format(of job: String) -> Format { jobFormats[job] ?? format }

  /// Whether the files are of the plugin's own format of that name.
  func reads(_ name: String) -> Format? {
    ([format] + jobFormats.values).first {
      guard case .plugin(plugin, let format) = $0 else { return false }
      return format == nil || format == name
    }
  }
}
