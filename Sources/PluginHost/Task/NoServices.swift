package import CMapReduce
package import Model

/// The host of a plugin that is not to emit anything: of a job that is only created or compared with, of
/// a reader. Nothing is counted or logged.
package final class NoServices: TaskServices {
  package init() {}

  package func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    throw MRError(.pluginFatal, "records were emitted where that is not allowed")
  }

  package func count(_ name: String, _ amount: Int64) {}
  package func log(_ severity: LogSeverity, _ text: String) {}
  package var isCancelled: Bool { false }
}
