internal import CMapReduce
internal import Model

/// How a stock combiner takes values up while they are emitted. Values of numbers have eight bytes.
protocol MapFold {
  /// Whether values have to be numbers.
  static var takesNumbers: Bool { get }

  /// The bits of the aggregate of one value.
  static func first(_ value: mr_bytes) -> UInt64

  /// Takes a value into an aggregate.
  /// - Returns: false, and the aggregate as it was, if the result does not fit.
  static func add(_ value: mr_bytes, to bits: inout UInt64) -> Bool
}

extension MapFold {
  @inline(__always) static func isWrong(_ value: mr_bytes, _ check: BatchCheck) -> Bool {
    takesNumbers
      ? value.size != 8 || UInt(bitPattern: value.data) == 0 : check.isWrong(value: value)
  }
}

enum MapSum: MapFold {
  @inline(__always) static var takesNumbers: Bool { true }
  @inline(__always) static func first(_ value: mr_bytes) -> UInt64 { value.bits }
  @inline(__always) static func add(_ value: mr_bytes, to bits: inout UInt64) -> Bool {
    let (sum, overflow) = Int64(bitPattern: bits)
      .addingReportingOverflow(Int64(bitPattern: value.bits))
    if overflow { return false }
    bits = UInt64(bitPattern: sum)
    return true
  }
}

enum MapCount: MapFold {
  @inline(__always) static var takesNumbers: Bool { false }
  @inline(__always) static func first(_ value: mr_bytes) -> UInt64 { 1 }
  @inline(__always) static func add(_ value: mr_bytes, to bits: inout UInt64) -> Bool {
    bits &+= 1
    return true
  }
}

enum MapChoice<Rule: ChoiceRule>: MapFold {
  @inline(__always) static var takesNumbers: Bool { true }
  @inline(__always) static func first(_ value: mr_bytes) -> UInt64 { value.bits }
  @inline(__always) static func add(_ value: mr_bytes, to bits: inout UInt64) -> Bool {
    bits = Rule.choose(bits, value.bits)
    return true
  }
}

/// What is done with a fold that is known when it is compiled.
protocol FoldWork {
  associatedtype Result
  func perform<Fold: MapFold>(_ fold: Fold.Type) throws(RecordError) -> Result
}

extension StockCombiner {
  /// Performs work with the fold of this combiner for values of a type.
  @inline(__always)
  func perform<Work: FoldWork>(
    _ work: Work, _ valueType: ValueType
  ) throws(RecordError) -> Work.Result {
    switch (self, valueType) {
    case (.sum, _): try work.perform(MapSum.self)
    case (.count, _): try work.perform(MapCount.self)
    case (.min, .float64): try work.perform(MapChoice<SmallerFloat64>.self)
    case (.min, _): try work.perform(MapChoice<SmallerInt64>.self)
    case (.max, .float64): try work.perform(MapChoice<LargerFloat64>.self)
    case (.max, _): try work.perform(MapChoice<LargerInt64>.self)
    }
  }
}
