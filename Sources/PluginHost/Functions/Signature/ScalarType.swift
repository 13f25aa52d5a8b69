internal import CFFI
internal import Model

/// The numbers that a C function takes and returns.
package enum ScalarType: String, Sendable, Hashable, CaseIterable {
  case int8, int16, int32, int64, uint8, uint16, uint32, uint64, size, float, double

  var isInteger: Bool { self != .float && self != .double }

  /// The type that the engine carries the number as.
  var valueType: ValueType { isInteger ? .int64 : .float64 }

  /// The name of the type in C.
  var cName: String {
    switch self {
    case .float, .double: rawValue
    default: "\(rawValue)_t"
    }
  }

  /// The integers that it can hold, for messages.
  var bounds: String {
    switch self {
    case .int8: "\(Int8.min) to \(Int8.max)"
    case .int16: "\(Int16.min) to \(Int16.max)"
    case .int32: "\(Int32.min) to \(Int32.max)"
    case .int64: "\(Int64.min) to \(Int64.max)"
    case .uint8: "0 to \(UInt8.max)"
    case .uint16: "0 to \(UInt16.max)"
    case .uint32: "0 to \(UInt32.max)"
    case .uint64, .size: "0 to \(UInt64.max)"
    case .float, .double: "any number"
    }
  }

  /// The size of a number in bytes.
  var width: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float: 4
    case .int64, .uint64, .size, .double: 8
    }
  }

  var ffiType: UnsafeMutablePointer<ffi_type>? {
    switch self {
    case .int8: mr_ffi_sint8()
    case .int16: mr_ffi_sint16()
    case .int32: mr_ffi_sint32()
    case .int64: mr_ffi_sint64()
    case .uint8: mr_ffi_uint8()
    case .uint16: mr_ffi_uint16()
    case .uint32: mr_ffi_uint32()
    case .uint64, .size: mr_ffi_uint64()
    case .float: mr_ffi_float()
    case .double: mr_ffi_double()
    }
  }
}
