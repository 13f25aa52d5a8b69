/// One partition's part of one run.
package struct Segment: Sendable, Hashable {
  package var mapTask: Int
  package var mapAttempt: Int
  /// Where it begins in the attempt's stream, in bytes.
  package var offset: Int
  package var length: Int
  package var records: Int
  package init(mapTask: Int, mapAttempt: Int, offset: Int, length: Int, records: Int) {
    self.mapTask = mapTask
    self.mapAttempt = mapAttempt
    self.offset = offset
    self.length = length
    self.records = records
  }
}
