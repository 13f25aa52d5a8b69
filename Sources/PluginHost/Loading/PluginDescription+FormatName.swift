package import Model

extension PluginDescription {
  /// The name of the input format that a job is to read, as `--format` has it; nil if the files say.
  /// - Parameter named: what the spec names, which comes first.
  /// - Throws: `invalidArgument` if nobody names one, and the plugin has formats of its own: its job
  ///   may well read one of them, and what it would make of lines nobody knows.
  package func formatName(_ named: String?, of job: Job) throws(MRError) -> String? {
    if let name = named ?? job.format { return name }
    guard let own = formats.first else { return nil }
    let names = formats.map(\.name).joined(separator: ", ")
    throw MRError(
      .invalidArgument, "job \"\(job.name)\" of plugin \"\(name)\" does not say what it reads",
      cause: "the plugin has input formats of its own: \(names)",
      remedy:
        "Give --format \(own.name), or --format text for lines; the plugin's author can set the"
        + " job's .format.")
  }
}
