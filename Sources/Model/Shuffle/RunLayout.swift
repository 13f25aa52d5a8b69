/// Where the partitions of a sorted run lie, one after the other.
package struct RunLayout: Sendable, Hashable {
  /// Where each partition begins in the attempt's stream, and where the last ends:
  /// `partitions + 1` rising numbers.
  package var offsets: [Int]
  /// How many records each partition has.
  package var records: [Int]
  package init(offsets: [Int], records: [Int]) {
    self.offsets = offsets
    self.records = records
  }
}
