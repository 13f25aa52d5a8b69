internal import Model
internal import PluginHost

/// Combines the values of keys in random splits, as often and in such portions as spills and merges
/// happen to: reduce must come to the same result.
struct CombineCheck {
  private let probe: JobProbe
  private let sample: SampleSource
  private let progress: (String) -> Void
  private static let mostGroups = 30
  private static let mostValues = 64
  private static let trials = 12

  init(_ probe: JobProbe, _ sample: SampleSource, _ progress: @escaping (String) -> Void) {
    self.probe = probe
    self.sample = sample
    self.progress = progress
  }

  func run() throws -> Verdict {
    let job = probe.description
    guard job.hasCombine else {
      return .skipped(
        job.combiner.map { "mr combines: \($0.rawValue)" } ?? "the job has no combine function")
    }
    guard job.hasReduce else {
      return .failed(
        "the job has a combine function and no reduce function: its output would show how often mr "
          + "happened to combine",
        remedy: "Set .reduce as well; often it is the same function.")
    }
    let groups = Group.group(try sample.mapped(by: probe, progress))
      .filter { $0.values.count > 1 }.sorted { $0.values.count > $1.values.count }
      .prefix(Self.mostGroups)
      .map { Group(key: $0.key, values: Array($0.values.prefix(Self.mostValues))) }
    guard !groups.isEmpty else {
      return .skipped(
        "no key occurred twice in the sample", remedy: "Give it more files with --input.")
    }
    var generator = SeededGenerator(seed: 3)
    var keepsOrder = 0
    for group in groups {
      let isOrdered = try test(group, &generator)
      if isOrdered { keepsOrder += 1 }
    }
    let order =
      keepsOrder == 0
      ? "splits and orders"
      : "splits (in order: reduce depends on the order of values, which mr keeps)"
    return .ok("\(counted(groups.count, "key")) in \(Self.trials) random \(order)")
  }

  /// - Returns: whether reduce itself depends on the order of the values.
  private func test(_ group: Group, _ generator: inout SeededGenerator) throws -> Bool {
    let key = shown(group.key, probe.description.keyType)
    progress("reduce of key \(key)")
    let expected = try reduce(group)
    var isOrdered = false
    for _ in 0..<3 where !isOrdered {
      let shuffled = Group(key: group.key, values: group.values.shuffled(using: &generator))
      isOrdered = !isSame(try reduce(shuffled), expected)
    }
    for _ in 0..<Self.trials {
      let values = isOrdered ? group.values : group.values.shuffled(using: &generator)
      var splits: [Int] = []
      progress("combine of key \(key)")
      let combined = try fold(group.key, values, &generator, &splits)
      let result = try reduce(Group(key: group.key, values: combined))
      guard isSame(result, expected) else {
        throw Verdict.failed(
          "key \(key) with \(group.values.count) values: reduce gives \(text(expected)), but "
            + "\(text(result)) after combining portions of \(splits.prefix(8).map(String.init).joined(separator: ", "))"
            + (splits.count > 8 ? ", …" : "") + " values",
          remedy: "Let combine emit values that stand for those it read, whatever the portions: a "
            + "sum and a count rather than a mean.")
      }
    }
    return isOrdered
  }

  /// Cuts the values into random portions, combines some of them, and again what came of that.
  private func fold(
    _ key: [UInt8], _ values: [[UInt8]], _ generator: inout SeededGenerator,
    _ splits: inout [Int]
  ) throws -> [[UInt8]] {
    var level = values
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      var next: [[UInt8]] = []
      var rest = level[...]
      while !rest.isEmpty {
        let size = Int.random(in: 1...max(1, level.count / 2 + 1), using: &generator)
        let portion = Array(rest.prefix(size))
        rest = rest.dropFirst(size)
        if Int.random(in: 0..<4, using: &generator) == 0 {
          next += portion
        } else {
          splits.append(portion.count)
          next += try probe.combine(key, portion)
        }
      }
      level = next
    }
    return level
  }

  private func reduce(_ group: Group) throws -> [Emission] { try probe.reduce([group]).get() }

  /// Sums of floating-point numbers depend on the order in their last digits.
  private func isSame(_ one: [Emission], _ other: [Emission]) -> Bool {
    guard probe.description.resultType == .float64 else { return one == other }
    return one.count == other.count
      && zip(one, other).allSatisfy { one, other in
        guard one.key == other.key, one.value.count == 8, other.value.count == 8 else {
          return one == other
        }
        let a = one.value.withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
        let b = other.value.withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
        return a == b || a.isNaN && b.isNaN || abs(a - b) <= 1e-9 * max(abs(a), abs(b))
      }
  }

  private func text(_ emissions: [Emission]) -> String {
    guard let first = emissions.first else { return "nothing" }
    return shown(first.value, probe.description.resultType)
      + (emissions.count > 1 ? " and \(emissions.count - 1) more" : "")
  }
}
