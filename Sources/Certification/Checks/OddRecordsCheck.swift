internal import Model
internal import PluginHost

/// Maps records that are empty, huge, binary or no UTF-8, each alone and all together, and reduces
/// what comes of them. The job may refuse them, if it says why.
struct OddRecordsCheck {
  private let probe: JobProbe
  private let progress: (String) -> Void

  init(_ probe: JobProbe, _ progress: @escaping (String) -> Void) {
    self.probe = probe
    self.progress = progress
  }

  private struct Case {
    var name: String
    var records: [Emission]
  }

  private var cases: [Case] {
    let lineKey = bytes(of: 0)
    let values = OddValues.values.map {
      Case(name: $0.name, records: [Emission(key: lineKey, value: $0.bytes)])
    }
    let keys = OddValues.keys.map {
      Case(name: $0.name, records: [Emission(key: $0.bytes, value: Array("a b".utf8))])
    }
    let all = Case(
      name: "a batch of odd records",
      records: OddValues.values.map { Emission(key: lineKey, value: $0.bytes) })
    return [Case(name: "a task without records", records: [])] + values + keys + [all]
  }

  func run() throws -> Verdict {
    var refused: [String] = []
    let file = SampleSource.ownFile(probe.description, probe.parameters)
    for odd in cases {
      progress(odd.name)
      let batches =
        odd.records.isEmpty
        ? []
        : [
          RecordBatchStorage(
            odd.records, of: file, recordName: "record", firstRecord: 1)
        ]
      switch probe.map(batches, keeping: nil) {
      case .emitted(let emissions):
        try reduce(emissions, odd.name)
      case .refused:
        refused.append(odd.name)
      case .broken(let error):
        throw Self.failure(odd.name, error)
      }
    }
    let count = cases.count
    if refused.count == count { return .ok("all \(count) kinds were refused with a reason") }
    return .ok(
      "\(count) kinds of odd records"
        + (refused.isEmpty ? "" : ", \(refused.count) of them refused with a reason"))
  }

  private func reduce(_ emissions: [Emission], _ name: String) throws {
    guard probe.description.hasReduce, probe.description.combiner == nil else { return }
    progress("reducing what came of \(name)")
    if case .broken(let error) = probe.reduce(Group.group(emissions)) {
      throw Self.failure(name, error)
    }
  }

  private static func failure(_ name: String, _ error: MRError) -> Verdict {
    .failed(
      "\(name): \(error.message)" + (error.cause.map { ": \($0)" } ?? ""),
      remedy: error.remedy ?? ErrorTextCheck.remedy)
  }
}
