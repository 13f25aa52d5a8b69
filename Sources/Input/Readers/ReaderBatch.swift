/// What a reader wrote.
package struct ReaderBatch {
  /// The number of records, at least one.
  package let count: Int
  /// The number of the first within the file, from 1.
  package let firstRecord: Int
  /// How many records of the file they are: more than `count` if lines were joined.
  package let fileRecords: Int

  package init(count: Int, firstRecord: Int, fileRecords: Int? = nil) {
    self.count = count
    self.firstRecord = firstRecord
    self.fileRecords = fileRecords ?? count
  }
}
