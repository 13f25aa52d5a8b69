extension EngineCounters {
  /// Holds what a map attempt counted against its input and what it left.
  /// - Parameters:
  ///   - bytes: Of its input.
  ///   - records: Of its input, if that is known.
  /// - Throws: `internal`, which names the numbers that do not agree.
  package func check(
    input bytes: Int, records: Int?, left manifest: MapManifest, _ agreement: Agreement
  ) throws(MRError) {
    try agreement.check("bytes mapped", mapInputBytes, "bytes of its input", bytes)
    if let records {
      try agreement.check("records mapped", mapInputRecords, "records of its input", records)
    }
    try agreement.check(
      "records spilled", spilledRecords, "records of its runs", manifest.records)
    // What combining took away is missing in the runs, and nothing else.
    try agreement.check(
      "records emitted and combined",
      mapOutputRecords.subtractingSaturated(combineInputRecords)
        .addingSaturated(combineOutputRecords),
      "records spilled", spilledRecords)
  }

  /// Holds what a reduce attempt counted against its segments and its part.
  /// - Parameters:
  ///   - bytes: Of its segments.
  ///   - records: Of its segments.
  /// - Throws: `internal`, which names the numbers that do not agree.
  package func check(
    segments bytes: Int, records: Int, wrote output: ReduceOutput, _ agreement: Agreement
  ) throws(MRError) {
    try agreement.check("bytes fetched", reduceShuffleBytes, "bytes of its segments", bytes)
    try agreement.check("records read", reduceInputRecords, "records of its segments", records)
    try agreement.check("bytes written", reduceOutputBytes, "bytes of its part", output.bytes)
    guard reduceInputGroups <= reduceInputRecords else {
      throw agreement.disagreement(
        "\(reduceInputGroups) groups of \(reduceInputRecords) records")
    }
  }
}
