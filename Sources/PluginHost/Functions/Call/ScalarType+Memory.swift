internal import Model

/// How numbers lie in memory. A slot is 8 bytes, at whose start the number lies as C has it.
extension ScalarType {
  /// A slot with an integer; nil if the type cannot hold it.
  func slot(_ number: some BinaryInteger) -> UInt64? {
    switch self {
    case .int8: Int8(exactly: number).map(Self.slot)
    case .int16: Int16(exactly: number).map(Self.slot)
    case .int32: Int32(exactly: number).map(Self.slot)
    case .int64: Int64(exactly: number).map(Self.slot)
    case .uint8: UInt8(exactly: number).map(Self.slot)
    case .uint16: UInt16(exactly: number).map(Self.slot)
    case .uint32: UInt32(exactly: number).map(Self.slot)
    case .uint64, .size: UInt64(exactly: number)
    case .float: Self.slot(Float(number))
    case .double: Self.slot(Double(number))
    }
  }

  /// A slot with a number that is none of the integers; nil for integer types.
  func slot(_ number: Double) -> UInt64? {
    switch self {
    case .float: Self.slot(Float(number))
    case .double: Self.slot(number)
    default: nil
    }
  }

  /// A slot with a number of the engine, whose 8 bytes `bits` are; nil if the type cannot hold it.
  func slot(bits: UInt64, _ type: ValueType) -> UInt64? {
    type == .float64 ? slot(Double(bitPattern: bits)) : slot(Int64(bitPattern: bits))
  }

  /// The number at an address as the 8 bytes of an int64 or float64; nil if int64 cannot hold it.
  func bits(at address: UnsafeRawPointer) -> UInt64? {
    switch self {
    case .int8: Self.bits(address.load(as: Int8.self))
    case .int16: Self.bits(address.load(as: Int16.self))
    case .int32: Self.bits(address.load(as: Int32.self))
    case .int64: Self.bits(address.load(as: Int64.self))
    case .uint8: Self.bits(address.load(as: UInt8.self))
    case .uint16: Self.bits(address.load(as: UInt16.self))
    case .uint32: Self.bits(address.load(as: UInt32.self))
    case .uint64, .size: Self.bits(address.load(as: UInt64.self))
    case .float: Double(address.load(as: Float.self)).bitPattern
    case .double: address.load(as: UInt64.self)
    }
  }

  /// A slot with what libffi stored as the result of a call: integers widened to 8 bytes.
  func slot(result: UInt64) -> UInt64 {
    switch self {
    case .int8, .uint8: Self.slot(UInt8(truncatingIfNeeded: result))
    case .int16, .uint16: Self.slot(UInt16(truncatingIfNeeded: result))
    case .int32, .uint32: Self.slot(UInt32(truncatingIfNeeded: result))
    case .int64, .uint64, .size, .float, .double: result
    }
  }

  private static func slot<Number>(_ number: Number) -> UInt64 {
    var slot: UInt64 = 0
    withUnsafeMutableBytes(of: &slot) { $0.storeBytes(of: number, as: Number.self) }
    return slot
  }

  private static func bits(_ number: some BinaryInteger) -> UInt64? {
    Int64(exactly: number).map { UInt64(bitPattern: $0) }
  }
}
