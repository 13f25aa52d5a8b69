import Model
internal import PluginHost

/// Map and reduce twice, here and, by the fingerprint, in another process: a task may run again
/// anywhere, and its output must be the same.
struct DeterminismCheck {
  private let probe: JobProbe
  private let sample: SampleSource
  private let progress: (String) -> Void

  init(_ probe: JobProbe, _ sample: SampleSource, _ progress: @escaping (String) -> Void) {
    self.probe = probe
    self.sample = sample
    self.progress = progress
  }

  static let remedy =
    "Let what is emitted depend on the records alone: not on time, random numbers, addresses, "
    + "leftovers of earlier records in globals, or the order of a hash table."

  func run() throws -> Verdict {
    let first = groups(try sample.mapped(by: probe, progress))
    let second = groups(try sample.mapped(by: probe, progress))
    if let difference = difference(first, second) {
      throw Verdict.failed(
        "map ran twice on the sample and emitted \(difference)", remedy: Self.remedy)
    }
    var fingerprint = Fingerprint()
    for group in first { fingerprint.add(group) }
    var text =
      "map ran twice and emitted the same \(first.reduce(0) { $0 + $1.values.count }) records"
    if probe.description.hasReduce, probe.description.combiner == nil {
      progress("reducing twice")
      let reduced = try probe.reduce(first).get()
      let again = try probe.reduce(first).get()
      if reduced != again {
        throw Verdict.failed(
          "reduce ran twice on the same values and emitted "
            + (difference(Group.group(reduced), Group.group(again)) ?? "another order of keys"),
          remedy: Self.remedy)
      }
      for emission in reduced {
        fingerprint.add(emission.key)
        fingerprint.add(emission.value)
      }
      text += ", and so did reduce"
    }
    return .ok(text, fingerprint: fingerprint.value)
  }

  /// The engine folds with a stock combiner whatever the order of the values.
  private func groups(_ emissions: [Emission]) -> [Group] {
    let groups = Group.group(emissions)
    guard probe.description.combiner != nil else { return groups }
    return groups.map {
      Group(key: $0.key, values: $0.values.sorted { $0.lexicographicallyPrecedes($1) })
    }
  }

  private func difference(_ first: [Group], _ second: [Group]) -> String? {
    let type = probe.description.keyType
    for (one, other) in zip(first, second) where one != other {
      guard one.key == other.key else {
        return "key \(shown(one.key, type)) once and \(shown(other.key, type)) in its place then"
      }
      return "other values, or another order of them, for key \(shown(one.key, type))"
    }
    return first.count == second.count
      ? nil : "\(counted(first.count, "key")) once and \(second.count) then"
  }
}
