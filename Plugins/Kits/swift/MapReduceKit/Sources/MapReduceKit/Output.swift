/// Takes what a function has to say.
public struct Output<Key: Field, Value: Field> {
  let buffer: Buffer

  public var context: Context { buffer.context }

  /// Hands out a record.
  /// - Throws: when the host cannot go on: let the error through.
  public func emit(_ key: Key, _ value: Value) throws {
    try key.withFieldBytes { key in
      try value.withFieldBytes { value in try buffer.add(key, value) }
    }
  }
}
