internal import Model
internal import PluginHost

/// Provokes errors with parameters that make no sense, and looks whether the job says why.
struct ErrorTextCheck {
  private let job: PluginJob
  private let parameters: [String: String]
  private let progress: (String) -> Void

  static let remedy =
    "Return MR_RETRY or MR_FATAL and give the reason first: mr_fail(task, MR_FATAL, \"why\")."

  init(_ job: PluginJob, _ parameters: [String: String], _ progress: @escaping (String) -> Void) {
    self.job = job
    self.parameters = parameters
    self.progress = progress
  }

  func run() throws -> Verdict {
    let probe = JobProbe(job, parameters)
    let batch = RecordBatchStorage(
      OddValues.values.map { Emission(key: bytes(of: 0), value: $0.bytes) }
        + SampleText.lines.prefix(20).map { Emission(key: bytes(of: 0), value: $0) },
      of: SampleSource.ownFile(job.description, parameters), recordName: "record", firstRecord: 1)
    var provocations: [(String, [String: String])] = [("no parameters", [:])]
    for name in parameters.keys.sorted() {
      for (what, value) in [("empty", ""), ("nonsense", "\u{1}\u{fffd}?!"), ("negative", "-1")] {
        provocations.append(
          ("parameter \(name) \(what)", parameters.merging([name: value]) { $1 }))
      }
    }
    var explained = 0
    for (name, parameters) in provocations {
      progress(name)
      switch probe.map([batch], keeping: parameters) {
      case .emitted: break
      case .refused: explained += 1
      case .broken(let error):
        throw Verdict.failed(
          "\(name): \(error.message)" + (error.cause.map { ": \($0)" } ?? ""),
          remedy: error.remedy ?? Self.remedy)
      }
    }
    return explained == 0
      ? .ok("nothing of \(counted(provocations.count, "provocation")) made it fail")
      : .ok("\(explained) of \(counted(provocations.count, "provocation")) failed, with a reason")
  }
}
