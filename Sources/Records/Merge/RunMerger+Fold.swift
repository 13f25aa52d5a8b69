internal import CMapReduce
package import Model

extension RunMerger {
  /// Reads what is left of the group's values and combines them.
  /// - Parameter type: of the values in the shuffle: `combiner.resultType`, a number.
  /// - Returns: the eight bytes of the result, in the machine's order.
  package func fold(_ combiner: StockCombiner, _ type: ValueType) throws -> UInt64 {
    switch (combiner, type) {
    case (.sum, .float64): try fold(Float64Sum())
    case (.sum, _), (.count, _): try fold(Int64Sum())
    case (.min, .float64): try fold(Choice<SmallerFloat64>())
    case (.min, _): try fold(Choice<SmallerInt64>())
    case (.max, .float64): try fold(Choice<LargerFloat64>())
    case (.max, _): try fold(Choice<LargerInt64>())
    }
  }

  @inline(__always)
  private func fold<Fold: GroupFold>(_ start: Fold) throws -> UInt64 {
    var fold = start
    guard try prepare() else { return 0 }
    while isInGroup {
      let value = winner.pointee.value
      guard value.size == 8 else { throw winner.pointee.corrupt("a number has not eight bytes") }
      fold.add(value.bits)
      _ = try step(lends: false)
    }
    guard let bits = fold.result else {
      let key = PlainKey(type: keyType).plain(currentKey)
      let bytes = Array(UnsafeRawBufferPointer(start: key.data, count: key.size))
      throw RecordError.sumOverflow(key: bytes, type: keyType)
    }
    return bits
  }
}
