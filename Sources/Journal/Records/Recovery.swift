package import Model

/// What a master finds when it starts.
package struct Recovery: Sendable, Hashable {
  /// Clusters that have not ended.
  package var clusters: [ClusterRecord]
  /// Jobs that have not ended, in the order of their submission. Those that ran are back in the
  /// queue, one epoch later.
  package var jobs: [JobRecord]
  /// What cannot go on, because its record is damaged: which cluster or job, and why.
  package var setAside: [MRError]
}
