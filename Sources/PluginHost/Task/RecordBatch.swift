/// Records that a reader wrote.
package struct RecordBatch: Sendable, Hashable {
  package var count: Int
  /// Number within the file of the first of them, from 1.
  package var firstRecord: Int

  package init(count: Int, firstRecord: Int) {
    self.count = count
    self.firstRecord = firstRecord
  }
}
