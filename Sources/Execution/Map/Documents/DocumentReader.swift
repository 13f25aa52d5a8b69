import CMapReduce
import Model
import PluginHost

/// Reads the records of a document, or of neighbouring shares of them.
protocol DocumentReader: AnyObject {
  /// How many shares were read to their end.
  var sharesRead: Int { get }
  /// Number within the file of the last record read; 0 before the first.
  var lastRecord: Int { get }
  /// Reads up to `capacity` records, which live until the next call or close.
  /// - Returns: nil when all were read.
  func next(into records: UnsafeMutablePointer<mr_record>, capacity: Int) throws(MRError)
    -> RecordBatch?
  func close()
}

extension FormatReader: DocumentReader {}
