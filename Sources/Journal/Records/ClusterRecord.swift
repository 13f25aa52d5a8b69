package import Model

/// A cluster as the journal remembers it. Times are milliseconds since 1970.
package struct ClusterRecord: Sendable, Hashable {
  package var id: ClusterID
  package var mappers: Int
  package var reducers: Int
  package var created: Int64
  package var ended: Int64?
  /// Why it ended, if nobody asked for it.
  package var error: MRError?
}
