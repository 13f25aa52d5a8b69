/// How a stock combiner takes up the values of a group, in the order of the input.
protocol GroupFold {
  init()
  mutating func add(_ bits: UInt64)
  /// The bits of the result; nil if it does not fit.
  var result: UInt64? { get }
}

/// Wide enough for any number of terms: only the whole sum has to fit, wherever it was cut.
struct Int64Sum: GroupFold {
  private var sum: Int128 = 0
  @inline(__always) mutating func add(_ bits: UInt64) { sum &+= Int128(Int64(bitPattern: bits)) }
  var result: UInt64? { Int64(exactly: sum).map { UInt64(bitPattern: $0) } }
}

struct Float64Sum: GroupFold {
  // The sum of nothing but -0 is -0.
  private var sum = -0.0
  @inline(__always) mutating func add(_ bits: UInt64) { sum += Double(bitPattern: bits) }
  var result: UInt64? { sum.bitPattern }
}

struct Choice<Rule: ChoiceRule>: GroupFold {
  private var chosen: UInt64?
  @inline(__always) mutating func add(_ bits: UInt64) {
    chosen = chosen.map { Rule.choose($0, bits) } ?? bits
  }
  var result: UInt64? { chosen }
}
