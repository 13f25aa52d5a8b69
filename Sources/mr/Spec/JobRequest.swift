import Model

/// A job spec in the making: what flags and a spec file say, with paths as they were written.
struct JobRequest: Hashable {
  var plugin: String?
  var job: String?
  var input: String?
  var format: String?
  var output: String?
  var parameters: [String: String] = [:]
  var reducers: Int?

  /// What cannot be left out, and was.
  var missing: String? {
    if plugin?.isEmpty ?? true { return "plugin" }
    if input?.isEmpty ?? true { return "input" }
    if output?.isEmpty ?? true { return "output" }
    return nil
  }

  /// The spec, with paths that mean the same to a master that runs elsewhere.
  /// - Parameter directory: what relative paths are relative to; absolute.
  /// - Throws: `invalidArgument` if something required is missing.
  func spec(relativeTo directory: String) throws(MRError) -> JobSpec {
    guard missing == nil, let plugin, let input, let output else {
      throw MRError(
        .invalidArgument, "the job has no '\(missing ?? "")'",
        remedy: "Give it in the spec file, or as a flag.")
    }
    return JobSpec(
      plugin: plugin.contains("/") ? absolute(plugin, in: directory) : plugin, job: job,
      // The directory's own braces and stars are no wildcards.
      input: absolute(input, in: Layout.escaped(directory)), format: format,
      output: absolute(output, in: directory), parameters: parameters, reducers: reducers)
  }
}

private func absolute(_ path: String, in directory: String) -> String {
  if path.hasPrefix("/") { return path }
  return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
}
