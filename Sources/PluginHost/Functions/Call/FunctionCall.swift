internal import CFFI
internal import Glibc
internal import Model

/// A C function with room for its arguments and its result: prepared once, called for every record.
final class FunctionCall {
  private let interface: CallInterface
  private let function: @convention(c) () -> Void
  private let slots: UnsafeMutablePointer<UInt64>
  private let arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let returned: UnsafeMutablePointer<UInt64>

  init(_ signature: FunctionSignature, _ function: FunctionAddress) throws(MRError) {
    interface = try CallInterface(
      signature.parameters.map(\.kind.ffiType),
      result: signature.result?.type.ffiType ?? mr_ffi_void())
    self.function = function.pointer
    let count = max(1, interface.count)
    slots = .allocate(capacity: count)
    slots.initialize(repeating: 0, count: count)
    arguments = .allocate(capacity: count)
    for index in 0..<count { (arguments + index).initialize(to: slots + index) }
    // Room for whatever libffi stores, which is never less than a register.
    returned = .allocate(capacity: 2)
    returned.initialize(repeating: 0, count: 2)
  }

  deinit {
    slots.deallocate()
    arguments.deallocate()
    returned.deallocate()
  }

  /// An argument that is a number, as `ScalarType.slot` makes it.
  subscript(slot index: Int) -> UInt64 {
    get { slots[index] }
    set { slots[index] = newValue }
  }

  func set(_ index: Int, pointer: UnsafeRawPointer?) {
    UnsafeMutableRawPointer(slots + index).storeBytes(of: pointer, as: UnsafeRawPointer?.self)
  }

  func callAsFunction() { ffi_call(interface.cif, function, returned, arguments) }

  /// The result of the last call, if it is a number.
  func result(_ type: ScalarType) -> UInt64 { type.slot(result: returned.pointee) }

  /// The result of the last call, if it is a text.
  var text: UnsafePointer<CChar>? {
    UnsafeRawPointer(returned).load(as: UnsafePointer<CChar>?.self)
  }
}

extension FunctionType {
  fileprivate var ffiType: UnsafeMutablePointer<ffi_type>? {
    if case .scalar(let type) = self { type.ffiType } else { mr_ffi_pointer() }
  }
}

extension FunctionSignature.Kind {
  fileprivate var ffiType: UnsafeMutablePointer<ffi_type>? {
    switch self {
    case .length(_, let type), .number(_, let type), .accumulator(let type), .value(let type),
      .count(let type), .constant(let type, _):
      type.ffiType
    case .pointer, .text, .values, .literal, .null, .emit: mr_ffi_pointer()
    }
  }
}
