package import CMapReduce

/// A plugin's own order of keys.
package struct KeyComparator {
  package typealias Function =
    @convention(c) (UnsafeMutableRawPointer?, mr_bytes, mr_bytes) -> Int32

  let context: UnsafeMutableRawPointer?
  let function: Function

  /// - Parameters:
  ///   - context: handed to every call; has to outlive whoever uses the comparator.
  ///   - function: below, equal to, or above 0 as the first key comes before, with, or after the
  ///     second.
  package init(context: UnsafeMutableRawPointer?, function: @escaping Function) {
    self.context = context
    self.function = function
  }

  @inline(__always)
  func callAsFunction(_ a: mr_bytes, _ b: mr_bytes) -> Int32 { function(context, a, b) }
}
