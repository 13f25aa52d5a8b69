package import Model

/// How the job ends.
extension JobMachine {
  /// Ends the job because somebody wants it.
  /// - Returns: false if it is too late: the job has ended, or its output is being declared
  ///   complete.
  package mutating func cancel(reason: String) -> Bool {
    guard !isEnded, !isCommitting else { return false }
    finish(.cancelled(reason: reason))
    return true
  }

  /// Ends the job because something outside of its tasks went wrong: its input cannot be loaded, or
  /// its code cannot be found any more. Changes nothing once the output is being declared complete.
  package mutating func fail(_ error: MRError) {
    guard !isCommitting else { return }
    finish(.failed(error))
  }

  /// The output was declared complete.
  package mutating func jobCommitDone() {
    guard isCommitting else { return }
    finish(isComplete ? .succeeded : .incomplete)
  }

  /// The output could not be declared complete.
  package mutating func jobCommitFailed(_ error: MRError) {
    guard isCommitting else { return }
    finish(.failed(error))
  }

  /// Ends the job: takes the attempts away from their workers and has everything deleted that the
  /// job has in the store. Happens once; later calls change nothing.
  mutating func finish(_ outcome: JobOutcome) {
    guard !isEnded else { return }
    self.outcome = outcome
    for (attempt, lease) in leases.all() {
      actions.append(.revoke(lease.worker, attempt))
      discardLeftovers(of: attempt)
      remember(record(attempt, lease), .withdrawn(Self.wasUnderWay))
    }
    for case .committing(let record) in reduces.map(\.stage) {
      remember(record, .withdrawn(Self.wasUnderWay))
    }
    leases.releaseAll()
    mapsRunning = 0
    reducesRunning = 0
    mapQueue.removeAll()
    reduceQueue.removeAll()
    let outputs = barrier.removeAll() + withdrawn
    withdrawn = []
    if !outputs.isEmpty { actions.append(.deleteMapOutput(outputs)) }
    let inputs = chunks.removeAll()
    if !inputs.isEmpty { actions.append(.deleteInput(inputs)) }
    actions.append(.journal(.jobEnded(job, outcome, counters)))
    actions.append(.event(.finished(outcome)))
    actions.append(.finished(outcome))
  }

  static let wasUnderWay = "the job ended meanwhile"
}
