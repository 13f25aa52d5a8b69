/// A job that reduces. Without it, what map emits, combined, is the result.
public protocol Reducing: Job {
  /// Of the results.
  associatedtype Reduced: Field

  /// Called once for each key, in ascending order. The values come in the order of the input.
  mutating func reduce(_ key: Key, _ values: Values<Value>, into output: Output<Key, Reduced>)
    throws
}
