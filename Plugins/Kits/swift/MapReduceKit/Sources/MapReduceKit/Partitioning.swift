/// A job that says which reduce partition a key goes to. Without it, a hash of the key does.
public protocol Partitioning: Job {
  /// - Parameter count: number of partitions.
  /// - Returns: a partition, from 0 to `count - 1`.
  mutating func partition(_ key: Key, of count: Int) throws -> Int
}
