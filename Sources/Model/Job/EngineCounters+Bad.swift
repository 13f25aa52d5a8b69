extension EngineCounters {
  /// Counts what is set aside.
  package mutating func note(_ bad: BadTally) {
    (skippedFiles, skippedRecords, skippedGroups) = (bad.files, bad.records, bad.groups)
  }
}
