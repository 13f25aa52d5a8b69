import Model

extension JobEvent {
  /// One line for people, without the job and the time.
  package var text: String {
    switch self {
    case .queued(let position):
      position == 0 ? "queued, next in line" : "queued behind \(count(position, "job"))"
    case .started(let epoch):
      epoch == 0 ? "started" : "started anew after the master restarted"
    case .inputEnded(let tasks, let bytes):
      "the input is complete: \(count(tasks, "map task")), \(count(bytes, "byte"))"
    case .attemptStarted(let attempt, let worker):
      "\(attempt.task) attempt \(attempt.number) started on \(worker)"
    case .attemptFinished(let attempt, let worker):
      "\(attempt.task) attempt \(attempt.number) finished on \(worker)"
    case .attemptFailed(let attempt, let worker, let error, let willRetry):
      "\(attempt.task) attempt \(attempt.number) failed on \(worker)"
        + "\(willRetry ? " and will run again" : ""): \(error)"
    case .attemptWithdrawn(let attempt, let worker, let reason):
      "\(attempt.task) attempt \(attempt.number) on \(worker) is withdrawn: \(reason)"
    case .mapOutputLost(let output, let times):
      "the \(output) is lost (\(ordinal(times)) loss): the task runs again"
    case .inputLost(let chunk, let times):
      "chunk \(chunk) of the input is lost from the store (\(ordinal(times)) loss)"
    case .reloading(let chunks): "loading \(count(chunks.count, "chunk")) of the input again"
    case .reloaded(let chunks): "loaded \(count(chunks.count, "chunk")) of the input again"
    case .barrierOpened(let mapTasks, let partitions):
      "all \(count(mapTasks, "map task")) arrived at the barrier: "
        + "\(count(partitions, "reduce task")) may run"
    case .partitionCommitted(let partition): "\(ResultMark.part(partition)) is in place"
    case .setAside(let place, let bad, let number):
      "\(place) is set aside" + (number > 1 ? " with \(number - 1) more" : "")
        + ": \(bad.kind.rawValue): \(bad.reason)"
    case .foreignReport(let attempt, let worker, let holder):
      "\(worker) reported on \(attempt.task) attempt \(attempt.number), which "
        + "\(holder.map { "is \($0)'s" } ?? "was given to nobody"): the report is ignored"
    case .counterOverflown(let name):
      "the sum of the counter '\(printable(name.utf8))' does not fit 64 bits: "
        + "the nearest number that does is shown"
    case .finished(.succeeded): "succeeded"
    case .finished(.incomplete): "done, without what was set aside"
    case .finished(.failed(let error)): "failed: \(error)"
    case .finished(.cancelled(let reason)): "cancelled: \(reason)"
    case .warning(let text): text
    }
  }
}

private func count(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}

private func ordinal(_ number: Int) -> String {
  switch (number % 10, number % 100) {
  case (1, let rest) where rest != 11: "\(number)st"
  case (2, let rest) where rest != 12: "\(number)nd"
  case (3, let rest) where rest != 13: "\(number)rd"
  default: "\(number)th"
  }
}
