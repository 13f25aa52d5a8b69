internal import Model
internal import PluginHost

/// Whether the job maps and reduces the sample at all, as one map and one reduce task would.
struct SampleCheck {
  private let probe: JobProbe
  private let sample: SampleSource
  private let progress: (String) -> Void

  init(_ probe: JobProbe, _ sample: SampleSource, _ progress: @escaping (String) -> Void) {
    self.probe = probe
    self.sample = sample
    self.progress = progress
  }

  func run() throws -> Verdict {
    let batches = try sample.batches()
    let emissions = try sample.mapped(by: probe, progress)
    let groups = Group.group(emissions)
    let read = batches.reduce(0) { $0 + $1.count }
    let text =
      "\(counted(read, "record")) gave \(emissions.count) under \(counted(groups.count, "key"))"
    guard probe.description.hasReduce, probe.description.combiner == nil else { return .ok(text) }
    progress("reducing what map made of the sample")
    return .ok("\(text), reduced to \(try probe.reduce(groups).get().count)")
  }
}

extension SampleSource {
  /// What the job's map makes of the sample.
  /// - Throws: a verdict: failed if the author's sample cannot be mapped, skipped if it is our own,
  ///   which the job refuses with a reason.
  func mapped(by probe: JobProbe, _ progress: (String) -> Void) throws -> [Emission] {
    let batches = try batches()
    progress("mapping the sample")
    switch probe.map(batches, keeping: nil) {
    case .emitted(let emissions) where emissions.isEmpty && !isAuthors:
      throw Verdict.skipped(
        "the job emits nothing for a sample text", remedy: "Give it files to map with --input.")
    case .emitted(let emissions):
      return emissions
    case .refused(let error) where !isAuthors:
      throw Verdict.skipped(
        "the job refuses a sample text: \(error.cause ?? error.message)",
        remedy: "Give it files that it can map with --input, and what it needs with --param.")
    case .refused(let error), .broken(let error):
      throw error
    }
  }
}
