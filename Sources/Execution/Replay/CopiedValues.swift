import CMapReduce
import PluginHost

/// The values of a key, as they were kept.
final class CopiedValues: ValueBatchSource {
  private let values: [mr_bytes]
  private var read = 0

  /// - Parameter values: Their bytes have to stay.
  init(_ values: [mr_bytes]) { self.values = values }

  func next(into values: UnsafeMutablePointer<mr_bytes>, capacity: Int) -> Int {
    let count = min(capacity, self.values.count - read)
    for index in 0..<count { values[index] = self.values[read + index] }
    read += count
    return count
  }
}
