/// `min` or `max` over the bits of numbers.
protocol ChoiceRule {
  static func choose(_ a: UInt64, _ b: UInt64) -> UInt64
}

enum SmallerInt64: ChoiceRule {
  @inline(__always) static func choose(_ a: UInt64, _ b: UInt64) -> UInt64 {
    UInt64(bitPattern: min(Int64(bitPattern: a), Int64(bitPattern: b)))
  }
}

enum LargerInt64: ChoiceRule {
  @inline(__always) static func choose(_ a: UInt64, _ b: UInt64) -> UInt64 {
    UInt64(bitPattern: max(Int64(bitPattern: a), Int64(bitPattern: b)))
  }
}

/// The smaller number: NaN if either is; -0 is below 0. So the result does not depend on the order
/// of the values.
enum SmallerFloat64: ChoiceRule {
  @inline(__always) static func choose(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (x, y) = (Double(bitPattern: a), Double(bitPattern: b))
    if x < y { return a }
    if y < x { return b }
    // Equal numbers differ at most in the sign of a zero.
    return x == y ? a | b : Double.nan.bitPattern
  }
}

/// The larger number: NaN if either is; 0 is above -0.
enum LargerFloat64: ChoiceRule {
  @inline(__always) static func choose(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (x, y) = (Double(bitPattern: a), Double(bitPattern: b))
    if x > y { return a }
    if y > x { return b }
    return x == y ? a & b : Double.nan.bitPattern
  }
}
