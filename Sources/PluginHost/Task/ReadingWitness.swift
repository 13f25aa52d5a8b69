package import CMapReduce

/// Is told all that an input format does while it reads a document, in order.
package protocol ReadingWitness: AnyObject {
  /// A share of the document's records is about to be opened.
  func began(share: Int)
  /// The bytes of the records are borrowed.
  func read(_ records: UnsafePointer<mr_record>, _ batch: RecordBatch)
  func logged(_ severity: LogSeverity, _ text: String)
  func counted(_ name: String, _ amount: Int64)
  /// - Parameter parameter: The name, whether there is such a parameter or not.
  func asked(_ parameter: mr_bytes)
  /// An attribute was set, for the records of the next batch or of the share.
  func set(_ attribute: mr_bytes, to value: mr_bytes, for scope: FormatAttribute.Scope)
  /// A record cannot be read.
  func leftOut(record: Int)
  /// All records of the share were read.
  func ended(share: Int)
}
