package import CMapReduce
package import Model

/// The values of one key, for a combine or reduce function.
package protocol ValueBatchSource: AnyObject {
  /// Writes up to `capacity` values, which is at least 1, and returns their number; 0 when all were
  /// read. They live until the next call, or until the plugin's function returns. What this throws
  /// is what the call of the plugin throws.
  func next(into values: UnsafeMutablePointer<mr_bytes>, capacity: Int) throws(MRError) -> Int
}
