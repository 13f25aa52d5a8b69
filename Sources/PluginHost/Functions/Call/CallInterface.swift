internal import CFFI
internal import Model

/// A C function's parameters and result, prepared for calls in either direction.
final class CallInterface {
  let cif = UnsafeMutablePointer<ffi_cif>.allocate(capacity: 1)
  let count: Int
  private let types: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>

  /// - Parameter result: one of libffi's types, as the parameters are.
  init(
    _ parameters: [UnsafeMutablePointer<ffi_type>?], result: UnsafeMutablePointer<ffi_type>?
  ) throws(MRError) {
    count = parameters.count
    types = .allocate(capacity: max(1, parameters.count))
    for (index, type) in parameters.enumerated() { (types + index).initialize(to: type) }
    cif.initialize(to: ffi_cif())
    let status = ffi_prep_cif(cif, FFI_DEFAULT_ABI, UInt32(parameters.count), result, types)
    guard status == FFI_OK else {
      throw MRError(
        .internal, "libffi cannot prepare the call of a function",
        cause: "status \(status.rawValue)")
    }
  }

  deinit {
    cif.deallocate()
    types.deallocate()
  }
}
