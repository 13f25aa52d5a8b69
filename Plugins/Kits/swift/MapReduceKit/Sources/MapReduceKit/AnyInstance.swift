package import CMapReduce

/// A job at work on one attempt, as the host's calls reach it.
package class AnyInstance {
  package func map(
    _ source: UnsafePointer<mr_source>, _ records: UnsafePointer<mr_record>, _ count: Int
  ) -> mr_status { MR_FATAL }
  package func finish() -> mr_status { MR_FATAL }
  package func combine(_ key: mr_bytes, _ values: UnsafeMutablePointer<mr_values>) -> mr_status {
    MR_FATAL
  }
  package func reduce(_ key: mr_bytes, _ values: UnsafeMutablePointer<mr_values>) -> mr_status {
    MR_FATAL
  }
  func partition(
    _ records: UnsafePointer<mr_record>, _ count: Int, _ partitions: UnsafeMutablePointer<UInt32>
  ) -> mr_status { MR_FATAL }
}
