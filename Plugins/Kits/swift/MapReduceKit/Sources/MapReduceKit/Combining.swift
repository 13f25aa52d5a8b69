/// A job that makes fewer values of a key's values on their way to reduce.
public protocol Combining: Job {
  /// Called any number of times; emits under the same key. Must be associative and keep the meaning
  /// of reduce.
  mutating func combine(_ key: Key, _ values: Values<Value>, into output: Output<Key, Value>) throws
}
