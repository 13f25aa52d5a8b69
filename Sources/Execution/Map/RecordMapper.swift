import CMapReduce
import Input
import Model
import PluginHost

/// Maps the records that a span feed cuts out.
protocol RecordMapper: AnyObject {
  /// The context for readers of a plugin's input format, which run on the same task.
  var taskContext: TaskContext? { get }
  /// Whether the rest of the span is not wanted.
  var isSated: Bool { get }
  func map(
    _ source: SourceStorage, _ records: UnsafePointer<mr_record>, _ batch: ReaderBatch
  ) throws(MRError)
  func countInput(bytes: Int)
}
