import Certification
import Input
import Model
import PluginHost

/// What `mr plugin check` is asked for, held against what the plugin declares.
struct CheckPlan {
  /// Of the plugin.
  let path: String
  let job: String?
  let input: String?
  let format: String?
  let parameters: [String: String]

  private let inspector = Inspector(child: PluginChildCommand.child)

  init(
    path: String, job: String?, input: String?, format: String?, parameters: [String: String]
  ) {
    self.path = path
    self.job = job
    self.input = input
    self.format = format
    self.parameters = parameters
  }

  /// - Throws: as preflight does of a job with the same parameters, layout and format.
  func request() throws(MRError) -> CertificationRequest {
    var request = CertificationRequest(
      plugin: path, job: job, input: input, parameters: parameters)
    // A plugin that does not load has that found by the first check.
    guard let own = try? inspector.describe(path) else { return request }
    // Without files jobs are given a text of our own.
    let layout = try Layout(input ?? "sample.txt")
    var checks: [ParameterCheck] = []
    for job in own.jobs where self.job == nil || self.job == job.name {
      // Without files no job is given the lines of a text for what it brings a format for.
      let name = input == nil ? format ?? job.format : try own.formatName(format, of: job)
      let found = try find(name, layout, own)
      request.jobFormats[job.name] = found.format
      checks.append(ParameterCheck(plugin: own.name, job: job, format: found.description))
    }
    if own.jobs.isEmpty { request.format = try find(format, layout, own).format }
    try run(checks, attributes: input == nil ? nil : layout.attributeNames)
    return request
  }

  /// One job's parameters need not be another's.
  private func run(_ checks: [ParameterCheck], attributes: [String]?) throws(MRError) {
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

  private func find(_ name: String?, _ layout: Layout, _ own: PluginDescription) throws(MRError)
    -> (format: CertificationRequest.Format, description: PluginDescription.Format?)
  {
    if name == nil, own.jobs.isEmpty { return (.plugin(path: path, name: nil), own.formats.first) }
    let files = input == nil ? [] : try InputWalk.files(matching: layout)
    switch try FormatName(name, for: layout, files: files) {
    case .text: return (.text, nil)
    case .rawText: return (.rawText, nil)
    case .whole: return (.whole, nil)
    case .plugin(let name):
      if let format = own.formats.first(where: { $0.name == name }) {
        return (.plugin(path: path, name: name), format)
      }
      let other = try PluginLocator.standard().locate(name)
      let found = try inspector.describe(other)
      let format = found.formats.first { $0.name == name }
      return (.plugin(path: other, name: format?.name), format ?? found.formats.first)
    }
  }
}
