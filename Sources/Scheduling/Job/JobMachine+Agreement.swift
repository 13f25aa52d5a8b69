import Model

/// What workers say is held against what the master knows, and all of it together at the end: a job
/// of which two numbers do not agree has no result.
extension JobMachine {
  /// A report of a map attempt.
  func check(_ attempt: AttemptID, _ manifest: MapManifest, _ counters: Counters) throws(MRError) {
    let agreement = Agreement(of: "\(attempt.task) attempt \(attempt.number)")
    try agreement.check(
      "task of the manifest", manifest.task, "task of the report", attempt.task.index)
    try agreement.check(
      "attempt of the manifest", manifest.attempt, "attempt of the report", attempt.number)
    try manifest.validate(partitions: partitions)
    try manifest.validate(blockCapacity: store.blockCapacity)
    try checkRoom(manifest.bytes, agreement)
    let map = maps[attempt.task.index]
    try counters.engine.check(
      input: map.task.length, records: map.task.records, left: manifest, agreement)
    try checkNames(counters.user)
  }

  /// A report of a reduce attempt.
  func check(_ attempt: AttemptID, _ output: ReduceOutput, _ counters: Counters) throws(MRError) {
    let agreement = Agreement(of: "\(attempt.task) attempt \(attempt.number)")
    if case .blocks(let count, let bytes) = output {
      try checkRoom(bytes, agreement)
      try agreement.check(
        "blocks of its part", count, "blocks that its bytes take",
        MapManifest.blocks(for: bytes, capacity: store.blockCapacity))
    }
    let input = reduces[attempt.task.index].input
    try counters.engine.check(
      segments: input.bytes, records: input.records, wrote: output, agreement)
    try checkNames(counters.user)
  }

  /// The whole job, once every partition is in place.
  func checkTotals() throws(MRError) {
    let agreement = Agreement(of: "job \(job)")
    let engine = counters.engine
    try agreement.check("map tasks done", mapsDone, "map tasks cut", maps.count)
    try agreement.check("bytes dealt to map tasks", bytesLoaded, "bytes loaded", chunks.bytes)
    try agreement.check("bytes mapped", engine.mapInputBytes, "bytes loaded", bytesLoaded)
    if let recordsLoaded {
      try agreement.check(
        "records mapped", engine.mapInputRecords, "records loaded", recordsLoaded)
    }
    // Partitions that were reduced before an output was lost have read the lost one, whose combined
    // records need not be as many as those of the next. Each was held against what it read.
    guard withdrawn.isEmpty else { return }
    let left = barrier.totals
    try agreement.check(
      "records reduced", engine.reduceInputRecords, "records that map tasks left", left.records)
    try agreement.check(
      "bytes reduced", engine.reduceShuffleBytes, "bytes that map tasks left", left.bytes)
  }

  private func checkRoom(_ bytes: Int, _ agreement: Agreement) throws(MRError) {
    guard bytes <= store.capacity else {
      throw agreement.disagreement("\(bytes) bytes in the store, which takes \(store.capacity)")
    }
  }

  private func checkNames(_ user: UserCounters) throws(MRError) {
    guard counters.user.count(with: user) <= Counters.mostUserNames else {
      throw MRError(
        .pluginFatal, "the plugin counts under more than \(Counters.mostUserNames) names",
        cause: "counters of all tasks are kept by the master",
        remedy: "Count under a few names; emit what there are many of.")
    }
  }
}
