import CMapReduce
import Input
import Model
import PluginHost

/// Maps the records that a span feed cuts out.
protocol RecordMapper: AnyObject {
  /// The context for readers of a plugin's input format: of their own, so that what one of the two
  /// plugins does wrong does not stop the other.
  var readerContext: TaskContext? { get }
  /// Whether the rest of the span is not wanted.
  var isSated: Bool { get }
  func map(
    _ source: SourceStorage, _ records: UnsafePointer<mr_record>, _ batch: ReaderBatch
  ) throws(MRError)
  /// What is mapped from now on is of that file.
  /// - Parameter bytes: how many there are of it.
  func begin(file: Int, bytes: Int)
  func countInput(bytes: Int)
  /// Records of a file were read, and are left out.
  func countSkipped(records: Int)
  /// Has a new instance of the job map what comes, as at the beginning of an attempt. What it emits, and
  /// what was emitted before, is thrown away.
  func beginSearch() throws(MRError)
  /// - Parameter isKept: Whether its records came from the cache.
  func countDocument(isKept: Bool)
  /// What an input format did when it read records that were kept.
  func log(_ severity: LogSeverity, _ text: String)
  func count(_ name: String, _ amount: Int64)
}

/// Who only looks counts nothing.
extension RecordMapper {
  func begin(file: Int, bytes: Int) {}
  func countInput(bytes: Int) {}
  func countSkipped(records: Int) {}
  func countDocument(isKept: Bool) {}
}
