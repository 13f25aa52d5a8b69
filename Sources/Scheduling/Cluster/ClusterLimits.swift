/// What a cluster puts up with.
package struct ClusterLimits: Sendable, Hashable {
  /// A worker that is silent for so long is lost.
  package var heartbeatTimeout: Duration
  /// A process that was spawned has to register within this time.
  package var registrationTimeout: Duration
  /// More than `maxLosses` workers lost within this time, and no progress meanwhile, end the
  /// cluster.
  package var lossWindow: Duration
  /// Nil means four for each worker and eight more, so that a job whose tasks kill their workers
  /// fails by its own number of attempts first.
  package var maxLosses: Int?

  package init(
    heartbeatTimeout: Duration = .seconds(10), registrationTimeout: Duration = .seconds(30),
    lossWindow: Duration = .seconds(60), maxLosses: Int? = nil
  ) {
    self.heartbeatTimeout = heartbeatTimeout
    self.registrationTimeout = registrationTimeout
    self.lossWindow = lossWindow
    self.maxLosses = maxLosses
  }
}
