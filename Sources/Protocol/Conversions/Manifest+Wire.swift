package import Model

extension WireManifest {
  package init(_ manifest: MapManifest) {
    self.init()
    task = UInt32(clamping: manifest.task)
    attempt = UInt32(clamping: manifest.attempt)
    blocks = UInt32(clamping: manifest.blocks)
    runs = manifest.runs.map(WireRun.init)
  }
}

extension MapManifest {
  /// - Throws: `invalidArgument` if anything is out of bounds, or runs differ in their number of
  ///   partitions. Whether that number is the job's, and that of blocks what the bytes need, is for
  ///   the caller to check.
  package init(_ wire: WireManifest) throws(MRError) {
    try checkCount(wire.runs, "manifest.runs", atMost: WireLimits.runs)
    let runs = try wire.runs.map { (run) throws(MRError) in try RunLayout(run) }
    guard runs.allSatisfy({ $0.records.count == runs[0].records.count }) else {
      throw MRError(
        .invalidArgument, "the runs of map task \(wire.task) differ in their number of partitions")
    }
    // None is empty.
    let blocks = try bounded(
      wire.blocks, "manifest.blocks", in: 0...(runs.last?.offsets.last ?? 0))
    self.init(task: Int(wire.task), attempt: Int(wire.attempt), blocks: blocks, runs: runs)
  }
}

extension WireRun {
  /// Lengths instead of offsets: small numbers make short messages.
  init(_ run: RunLayout) {
    self.init()
    offset = UInt64(clamping: run.offsets.first ?? 0)
    lengths = zip(run.offsets, run.offsets.dropFirst()).map { UInt64(clamping: $1 - $0) }
    records = run.records.map { UInt64(clamping: $0) }
  }
}

extension RunLayout {
  init(_ wire: WireRun) throws(MRError) {
    guard (1...WireLimits.partitions).contains(wire.lengths.count),
      wire.records.count == wire.lengths.count
    else {
      throw MRError(
        .invalidArgument,
        "a run has \(wire.lengths.count) lengths and \(wire.records.count) numbers of records")
    }
    var end = try bounded(wire.offset, "run.offset", in: 0...WireLimits.bytes)
    var offsets = [end]
    offsets.reserveCapacity(wire.lengths.count + 1)
    for length in wire.lengths {
      end += try bounded(length, "run.lengths", in: 0...(WireLimits.bytes - end))
      offsets.append(end)
    }
    self.init(
      offsets: offsets,
      records: try wire.records.map { (count) throws(MRError) in
        try bounded(count, "run.records", in: 0...WireLimits.bytes)
      })
  }
}
