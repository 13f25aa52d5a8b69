/// The values of a key, in the order of the input, for one pass.
public struct Values<Value: Field>: Sequence, IteratorProtocol {
  let reader: ValueReader

  public mutating func next() -> Value? { reader.next().map(Value.init(field:)) }
}
