internal import Input
package import Model
internal import PluginHost

extension Planner {
  /// Plans a check of a plugin's jobs, which has no output, and may have no input.
  /// - Throws: as for a job with the same parameters, layout and format.
  package func plan(_ check: CheckSpec, of own: OpenPlugin) async throws(MRError) -> CheckPlan {
    let jobs =
      try check.job.map { (name) throws(MRError) in [try own.job(name)] }
      ?? own.description.jobs
    // Without files jobs are given a text of our own.
    let layout = try Layout(check.input ?? "sample.txt")
    var names: [String?] = []
    for job in jobs {
      // Without files no job is given the lines of a text for what it brings a format for.
      names.append(
        check.input == nil
          ? check.format ?? job.format : try own.description.formatName(check.format, of: job))
    }
    if jobs.isEmpty, let format = check.format { names.append(format) }
    let formatNames = try await find(names, layout, hasInput: check.input != nil)
    var plan = CheckPlan()
    var checks: [ParameterCheck] = []
    for (job, name) in zip(jobs, formatNames) {
      let format = try await format(name, own: own)
      plan.formats[job.name] = format
      checks.append(
        ParameterCheck(plugin: own.description.name, job: job, format: format.description))
    }
    if jobs.isEmpty, let name = formatNames.first {
      plan.format = try await format(name, own: own)
    }
    try Self.run(
      checks, check.parameters, attributes: check.input == nil ? nil : layout.attributeNames)
    return plan
  }

  private func find(
    _ names: [String?], _ layout: Layout, hasInput: Bool
  ) async throws(MRError) -> [FormatName] {
    if hasInput { return try await walk(layout, formats: names, output: nil).formats }
    var found: [FormatName] = []
    for name in names { found.append(try FormatName(name, for: layout, files: EmptyCollection())) }
    return found
  }

  /// One job's parameters need not be another's.
  private static func run(
    _ checks: [ParameterCheck], _ parameters: [String: String], attributes: [String]?
  ) throws(MRError) {
    guard let first = checks.first else { return }
    let undeclared = checks.dropFirst().reduce(first.undeclared(parameters)) { names, check in
      let others = Set(check.undeclared(parameters))
      return names.filter(others.contains)
    }
    if let name = undeclared.first { throw first.unknown(name) }
    for check in checks {
      try check.checkDeclared(parameters, attributes: attributes)
    }
  }
}
