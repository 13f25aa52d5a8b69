internal import CMapReduce
internal import Model
internal import PluginHost

/// Whether partition sends a key to the same place whenever, with whatever records, it is asked.
struct PartitionCheck {
  private let probe: JobProbe
  private let sample: SampleSource
  private let progress: (String) -> Void
  private static let mostKeys = 400

  init(_ probe: JobProbe, _ sample: SampleSource, _ progress: @escaping (String) -> Void) {
    self.probe = probe
    self.sample = sample
    self.progress = progress
  }

  static let remedy =
    "Let the partition depend on the key alone, the same in every process: a hash of its bytes."

  func run() throws -> Verdict {
    guard probe.description.hasPartition else {
      return .skipped("the job has no partition function")
    }
    let type = probe.description.keyType
    let emissions = try sample.mapped(by: probe, progress)
    let keys = TrialKeys.keys(emissions, isText: !type.isNumeric, most: Self.mostKeys)
    let values = emissions.map(\.value).prefix(50) + [emissions.first?.value ?? []]
    var fingerprint = Fingerprint()
    var spread = ""
    for partitions in [1, 2, 7, 64] {
      progress("partition of \(keys.count) keys among \(partitions)")
      let records = keys.enumerated().map {
        Emission(key: $1, value: values[$0 % values.count])
      }
      let together = try partition(records, among: partitions, batch: records.count)
      let alone = try partition(records, among: partitions, batch: 1)
      let reversed = try Array(
        partition(records.reversed(), among: partitions, batch: 3).reversed())
      let others = try partition(
        keys.enumerated().map { Emission(key: $1, value: values[($0 + 1) % values.count]) },
        among: partitions, batch: 16)
      for (index, key) in keys.enumerated() {
        let found = Set([together[index], alone[index], reversed[index], others[index]])
        guard found.count == 1 else {
          throw Verdict.failed(
            "key \(shown(key, type)) went to partitions "
              + "\(found.sorted().map(String.init).joined(separator: " and ")) of \(partitions)",
            remedy: Self.remedy)
        }
      }
      try testEqualKeys(keys, together, partitions)
      for number in together { fingerprint.add(bytes(of: Int64(number))) }
      if partitions == 7 {
        var counts: [UInt32: Int] = [:]
        for number in together { counts[number, default: 0] += 1 }
        spread = "; of 7 partitions \(counts.count) are used"
      }
    }
    return .ok(
      "\(counted(keys.count, "key")) always went the same way\(spread)",
      fingerprint: fingerprint.value)
  }

  private func partition(_ records: [Emission], among partitions: Int, batch: Int) throws
    -> [UInt32]
  {
    let services = NoServices()
    let context = TaskContext(
      services: services, partitions: partitions, parameters: probe.parameters)
    let instance = try JobInstance(probe.job, context: context)
    defer { instance.destroy() }
    let file = SampleSource.ownFile(probe.description, probe.parameters)
    var result = [UInt32](repeating: 0, count: records.count)
    for start in stride(from: 0, to: records.count, by: max(1, batch)) {
      let storage = RecordBatchStorage(
        Array(records[start..<min(records.count, start + batch)]), of: file,
        recordName: "record", firstRecord: 1)
      try result.withUnsafeMutableBufferPointer {
        try instance.partition(storage.records, storage.count, into: $0.baseAddress! + start)
      }
    }
    return result
  }

  /// Keys that compare finds equal are one key.
  private func testEqualKeys(_ keys: [[UInt8]], _ numbers: [UInt32], _ partitions: Int) throws {
    guard probe.description.hasCompare else { return }
    let order = try KeyOrder(probe)
    let some = keys.indices.suffix(120)
    for i in some {
      for j in some where j > i && numbers[i] != numbers[j] {
        guard order.compare(keys[i], keys[j]) != 0 else {
          throw Verdict.failed(
            "compare finds \(shown(keys[i], .bytes)) and \(shown(keys[j], .bytes)) equal, but they "
              + "went to partitions \(numbers[i]) and \(numbers[j]) of \(partitions)",
            remedy: "Partition by what compare compares.")
        }
      }
    }
  }
}
