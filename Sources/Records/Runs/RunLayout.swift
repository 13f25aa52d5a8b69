/// Where the partitions of a run lie.
package struct RunLayout: Sendable, Hashable {
  /// Where each partition begins in the attempt's stream, and where the last ends:
  /// `partitions + 1` rising numbers.
  package var offsets: [Int]
  /// Number of records of each partition.
  package var records: [Int]
}
