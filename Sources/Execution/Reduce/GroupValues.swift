import CMapReduce
import Model
import PluginHost
import Records

/// The values of the current group, for a plugin's combine or reduce.
final class GroupValues: ValueBatchSource {
  private let groups: any RecordGroups
  private let monitor: AttemptMonitor

  init(_ groups: any RecordGroups, _ monitor: AttemptMonitor) {
    self.groups = groups
    self.monitor = monitor
  }

  func next(into values: UnsafeMutablePointer<mr_bytes>, capacity: Int) throws(MRError) -> Int {
    monitor.showLife()
    do {
      return try groups.values(into: values, capacity: capacity)
    } catch {
      throw MRError(error, .internal, "cannot read the values of a key")
    }
  }
}

/// The one value that a stock combiner folded a group into.
final class FoldedValue: ValueBatchSource {
  private let bits = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
  private var isRead = true
  deinit { bits.deallocate() }

  func set(_ value: UInt64) {
    bits.pointee = value
    isRead = false
  }

  func next(into values: UnsafeMutablePointer<mr_bytes>, capacity: Int) throws(MRError) -> Int {
    if isRead { return 0 }
    isRead = true
    values.pointee = mr_bytes(data: bits, size: MemoryLayout<UInt64>.size)
    return 1
  }
}
