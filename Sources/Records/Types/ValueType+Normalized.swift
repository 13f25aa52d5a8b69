package import Model

/// Inside the engine keys are *normalised*: bytes whose `memcmp` order is that of the key type.
/// Bytes and text are so as they lie; numbers become eight big-endian bytes.
extension ValueType {
  /// Turns a number into the word whose big-endian bytes are the normalised key.
  /// - Parameter bits: of the number as the plugin has it, in the machine's order.
  /// - Returns: for `float64`, -0 becomes 0 and every NaN becomes the one that comes last.
  @inline(__always)
  package func normalize(_ bits: UInt64) -> UInt64 {
    guard self == .float64 else { return bits ^ Self.sign }
    let number = Double(bitPattern: bits)
    if number.isNaN { return .max }
    if number == 0 { return Self.sign }
    return bits & Self.sign == 0 ? bits | Self.sign : ~bits
  }

  /// The inverse of `normalize`.
  @inline(__always)
  func denormalize(_ word: UInt64) -> UInt64 {
    guard self == .float64 else { return word ^ Self.sign }
    if word == .max { return Double.nan.bitPattern }
    return word & Self.sign == 0 ? ~word : word ^ Self.sign
  }

  private static var sign: UInt64 { 1 << 63 }
}
