/// A record that a job has emitted.
public struct Emitted<Key, Value> {
  public var key: Key
  public var value: Value

  public init(_ key: Key, _ value: Value) {
    self.key = key
    self.value = value
  }
}

extension Emitted: Equatable where Key: Equatable, Value: Equatable {}
extension Emitted: Hashable where Key: Hashable, Value: Hashable {}
extension Emitted: Sendable where Key: Sendable, Value: Sendable {}
