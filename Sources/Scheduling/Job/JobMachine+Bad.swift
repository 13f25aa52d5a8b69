package import Model

/// Input that cannot be used: it is set aside, and the rest is done, as long as that is not too much.
extension JobMachine {
  /// A file, or what comes after some of it, could not be loaded. To be called before the task of what
  /// follows it is added.
  package mutating func inputSetAside(_ entry: BadInput, of file: InputFile) {
    guard !isEnded else { return }
    badFiles.append(entry)
    bad.add(entry)
    actions.append(.event(.setAside("\(file.relativePath)", entry, count: 1)))
    _ = judgeBad()
  }

  /// What is set aside, in the order of the input; of reduce tasks by their partitions.
  package var badInputs: [BadInput] {
    let mapped = maps.flatMap { $0.suspicions.bad + $0.bad } + badFiles
    return mapped.sorted { $0.precedes($1) } + reduces.flatMap(\.suspicions.bad)
  }

  /// What the attempts at a task are to be careful with.
  package func care(of task: TaskID) -> TaskCare {
    switch task.kind {
    case .map: maps[task.index].suspicions.care
    case .reduce: reduces[task.index].suspicions.care
    }
  }

  /// Whether the result may be called complete.
  var isComplete: Bool { judge.isComplete(bad, of: totals) }

  /// Sets aside what an attempt's failure shows to be bad, and has the task run again without it.
  /// - Returns: False if it shows nothing.
  mutating func setAside(after fault: AttemptFault, of record: AttemptRecord) -> Bool {
    guard policy.reaction == .skip else { return false }
    let (attempt, task) = (record.attempt, record.attempt.task)
    guard (try? check(attempt, fault.found)) != nil else { return false }
    let found =
      switch task.kind {
      case .map:
        maps[task.index].suspicions.learn(fault, of: attempt, patience: limits.maxAttempts)
      case .reduce:
        reduces[task.index].suspicions.learn(fault, of: attempt, patience: limits.maxAttempts)
      }
    guard let first = found.first else { return false }
    remember(record, .failed(fault.located))
    actions.append(
      .event(.attemptFailed(attempt, record.worker, fault.located, willRetry: true)))
    note(found, first, of: task)
    if judgeBad() { return true }
    switch task.kind {
    case .map:
      maps[task.index].failures = 0
      makeReady(map: task.index, avoid: nil)
    case .reduce:
      reduces[task.index].failures = 0
      makeReady(reduce: task.index, avoid: nil)
    }
    return true
  }

  /// What a map attempt that has arrived has set aside by itself.
  mutating func note(_ reported: [BadInput], map index: Int) {
    let own = maps[index].suspicions.complete(with: reported)
    maps[index].bad = own
    guard let first = own.first else { return }
    note(own, first, of: TaskID(.map, index))
    _ = judgeBad()
  }

  private mutating func note(_ entries: [BadInput], _ first: BadInput, of task: TaskID) {
    for entry in entries { bad.add(entry) }
    actions.append(.event(.setAside(place(first, of: task), first, count: entries.count)))
  }

  /// `line 17 of a.txt`
  private func place(_ entry: BadInput, of task: TaskID) -> String {
    switch entry.place {
    case .group(let partition, let number, _):
      return "key \(number) of \(ResultMark.part(partition))"
    case .records(let range):
      let path = maps[task.index].task.files[range.file]?.relativePath
      let file = path.map { "\($0)" } ?? "file \(range.file)"
      guard let recordName, !range.isWholeFile else { return file }
      let first = range.numbers.lowerBound
      if range.isToTheEnd { return "\(file) from \(recordName) \(first) on" }
      return range.isSingle
        ? "\(recordName) \(first) of \(file)"
        : "\(recordName)s \(first)–\(range.numbers.upperBound) of \(file)"
    }
  }

  /// Ends the job if more is set aside than may be.
  /// - Returns: Whether the job has ended.
  mutating func judgeBad() -> Bool {
    if isEnded { return true }
    guard !bad.isEmpty, let error = judge.excess(bad, of: expected) else { return false }
    finish(.failed(error))
    return true
  }

  /// A job of whose input nothing is left has no result.
  func checkRest() throws(MRError) {
    if let error = judge.emptiness(bad, of: totals) { throw error }
  }

  /// A report names what its task has.
  func check(_ attempt: AttemptID, _ reported: [BadInput]) throws(MRError) {
    for entry in reported {
      let isOwn =
        switch (entry.place, attempt.task.kind) {
        case (.records(let range), .map): maps[attempt.task.index].task.files[range.file] != nil
        case (.group(let partition, _, _), .reduce): partition == attempt.task.index
        default: false
        }
      guard isOwn else {
        throw MRError(
          .internal, "\(attempt.task) attempt \(attempt.number) sets aside what is not its own")
      }
    }
  }

  private var judge: BadJudge { BadJudge(policy, recordName: recordName) }

  /// What has been worked on.
  private var totals: InputTotals {
    let engine = counters.engine
    return InputTotals(
      files: inputSize?.files, records: engine.mapInputRecords,
      groups: partitionsCommitted == partitions ? engine.reduceInputGroups : nil)
  }

  /// What there will be, by what is known of it so far.
  private var expected: InputTotals {
    var expected = totals
    let known = max(recordsLoaded ?? 0, counters.engine.mapInputRecords)
    expected.records = known
    if !hasInputEnded, let bytes = inputSize?.bytes, bytesLoaded > 0, bytes > bytesLoaded {
      expected.records = Int(saturating: Double(known) * Double(bytes) / Double(bytesLoaded))
    }
    return expected
  }
}
