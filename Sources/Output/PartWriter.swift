package import Model

/// Where a reduce attempt writes its part: a temporary file in the output directory, or blocks in
/// the store for the master to write, if the worker does not see that directory.
package protocol PartWriter: AnyObject {
  func write(_ bytes: UnsafeRawBufferPointer) throws(MRError)
  /// Called once, when all is written.
  func finish() throws(MRError) -> ReduceOutput
  /// Takes back what was written; called instead of `finish`, or when that failed.
  func discard()
}
