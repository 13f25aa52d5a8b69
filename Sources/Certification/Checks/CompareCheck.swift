internal import Model
internal import PluginHost

/// Whether compare is an order: what sorting and merging rely on without looking.
struct CompareCheck {
  private let probe: JobProbe
  private let sample: SampleSource
  private let progress: (String) -> Void
  private static let mostKeys = 60

  init(_ probe: JobProbe, _ sample: SampleSource, _ progress: @escaping (String) -> Void) {
    self.probe = probe
    self.sample = sample
    self.progress = progress
  }

  func run() throws -> Verdict {
    guard probe.description.hasCompare else { return .skipped("the job has no compare function") }
    let emissions = try sample.mapped(by: probe, progress)
    let keys = TrialKeys.keys(emissions, isText: true, most: Self.mostKeys)
    progress("compare of \(keys.count) keys")
    let signs = try table(keys)
    guard try table(keys) == signs else {
      throw Verdict.failed(
        "compare gave other answers for the same keys when it was asked again",
        remedy: "Let compare depend on its two keys alone.")
    }
    for a in keys.indices {
      guard signs[a][a] == 0 else {
        throw Verdict.failed(
          "compare finds \(shown(keys[a], .bytes)) different from itself",
          remedy: "Return 0 for equal keys.")
      }
      for b in keys.indices where signs[a][b] != -signs[b][a] {
        throw Verdict.failed(
          "compare says \(sign(keys[a], signs[a][b], keys[b])) and \(sign(keys[b], signs[b][a], keys[a]))",
          remedy: "Swapping the keys has to swap the sign. A difference of sizes that is cast to "
            + "int32_t overflows.")
      }
    }
    for a in keys.indices {
      for b in keys.indices where signs[a][b] <= 0 {
        for c in keys.indices where signs[b][c] <= 0 {
          let expected = min(signs[a][b], signs[b][c])
          guard signs[a][c] == expected else {
            throw Verdict.failed(
              "compare says \(sign(keys[a], signs[a][b], keys[b])), \(sign(keys[b], signs[b][c], keys[c])), "
                + "but \(sign(keys[a], signs[a][c], keys[c]))",
              remedy: "Compare by one criterion after the other, each of them a total order.")
          }
        }
      }
    }
    return .ok("an order of \(counted(keys.count, "key")): every pair and triple agrees")
  }

  private func table(_ keys: [[UInt8]]) throws -> [[Int]] {
    let order = try KeyOrder(probe)
    return keys.map { a in keys.map { b in order.compare(a, b) } }
  }

  private func sign(_ a: [UInt8], _ sign: Int, _ b: [UInt8]) -> String {
    "\(shown(a, .bytes)) \(sign < 0 ? "<" : sign == 0 ? "=" : ">") \(shown(b, .bytes))"
  }
}
