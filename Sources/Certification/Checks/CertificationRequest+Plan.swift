internal import Model
package import Planning
internal import PluginHost

extension CertificationRequest {
  /// What was planned to be checked.
  package init(_ plugin: OpenPlugin, _ check: CheckSpec, _ plan: CheckPlan) {
    let path = plugin.copy.file.path
    self.init(
      plugin: path, job: check.job, input: check.input, parameters: check.parameters)
    jobFormats = plan.formats.mapValues { Format($0.format) }
    if plugin.description.jobs.isEmpty {
      format = plan.format.map { Format($0.format) } ?? .plugin(path: path, name: nil)
    }
  }
}

extension CertificationRequest.Format {
  fileprivate init(_ format: InputFormat) {
    self =
      switch format {
      case .text: .text
      case .rawText: .rawText
      case .whole: .whole
      case .plugin(let file, let name, _): .plugin(path: file.path, name: name)
      }
  }
}
