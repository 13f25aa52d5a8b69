/// What a cluster puts up with, and what it keeps ready.
package struct ClusterLimits: Sendable, Hashable {
  /// A worker that is silent for so long is lost.
  package var heartbeatTimeout: Duration
  /// A process that was spawned has to register within this time.
  package var registrationTimeout: Duration
  /// More than `maxLosses` workers lost within this time, and no progress meanwhile, end the
  /// cluster.
  package var lossWindow: Duration
  /// How many losses of workers end the cluster. Nil means four for each worker and eight more, so
  /// that a job whose tasks kill their workers fails by its own number of attempts first.
  package var maxLosses: Int?
  /// Sets of code of which processes are kept when jobs with other sets have come, the one that was
  /// used last before the others.
  package var codeSetsKept: Int
  /// Clean processes of a role that wait for the next set of code; there are no more than workers.
  package var mostSpares: Int

  package init(
    heartbeatTimeout: Duration = .seconds(10), registrationTimeout: Duration = .seconds(30),
    lossWindow: Duration = .seconds(60), maxLosses: Int? = nil, codeSetsKept: Int = 3,
    mostSpares: Int = 0
  ) {
    self.heartbeatTimeout = heartbeatTimeout
    self.registrationTimeout = registrationTimeout
    self.lossWindow = lossWindow
    self.maxLosses = maxLosses
    self.codeSetsKept = max(1, codeSetsKept)
    self.mostSpares = max(0, mostSpares)
  }
}
