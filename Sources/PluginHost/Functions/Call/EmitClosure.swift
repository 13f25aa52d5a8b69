internal import CFFI
internal import CMapReduce
internal import Glibc
internal import Model

/// The `emit` that a function is handed: code that libffi makes, which hands its arguments on as a
/// record. It lives as long as the attempt.
final class EmitClosure {
  /// What the function calls.
  let code: UnsafeRawPointer
  private let closure: UnsafeMutableRawPointer
  private let interface: CallInterface
  private let key: FunctionType
  private let value: FunctionType
  private let emitter: FunctionEmitter
  /// Room for the numbers that are handed on.
  private let numbers = UnsafeMutablePointer<UInt64>.allocate(capacity: 2)
  /// What went wrong since the last `check`. C has no way to be told of it.
  private var failure: FunctionFailure?

  /// Makes the closure of a function that takes one, and hands it over with each call.
  convenience init?(
    _ signature: FunctionSignature, _ call: FunctionCall, _ emitter: FunctionEmitter
  ) throws(MRError) {
    guard let types = signature.emitted,
      let index = signature.parameters.firstIndex(where: \.kind.isEmit)
    else { return nil }
    try self.init(key: types.key, value: types.value, emitter)
    call.set(index, pointer: code)
  }

  private init(key: FunctionType, value: FunctionType, _ emitter: FunctionEmitter) throws(MRError) {
    self.key = key
    self.value = value
    self.emitter = emitter
    numbers.initialize(repeating: 0, count: 2)
    interface = try CallInterface(key.emitted + value.emitted, result: mr_ffi_sint32())
    var code: UnsafeMutableRawPointer?
    guard let closure = ffi_closure_alloc(MemoryLayout<ffi_closure>.size, &code), let code else {
      numbers.deallocate()
      throw MRError(
        .internal, "libffi cannot make a function for `emit`",
        cause: "the system gives no memory that is executable")
    }
    self.closure = closure
    self.code = UnsafeRawPointer(code)
    let status = ffi_prep_closure_loc(
      closure.assumingMemoryBound(to: ffi_closure.self), interface.cif,
      { _, result, arguments, closure in
        guard let closure, let arguments else { return }
        let status = Unmanaged<EmitClosure>.fromOpaque(closure).takeUnretainedValue()
          .emit(UnsafePointer(arguments))
        result?.storeBytes(of: ffi_arg(status), as: ffi_arg.self)
      }, Unmanaged.passUnretained(self).toOpaque(), code)
    guard status == FFI_OK else {
      throw MRError(
        .internal, "libffi cannot prepare `emit`", cause: "status \(status.rawValue)")
    }
  }

  deinit {
    ffi_closure_free(closure)
    numbers.deallocate()
  }

  /// Says what went wrong while the function emitted. To be called after each call of it.
  func check() throws(FunctionFailure) {
    guard let failure else { return }
    self.failure = nil
    throw failure
  }

  /// - Returns: 0, or 1 if the function is to return soon.
  private func emit(_ arguments: UnsafePointer<UnsafeMutableRawPointer?>) -> UInt32 {
    guard failure == nil else { return 1 }
    do throws(FunctionFailure) {
      let key = try bytes(key, arguments, number: numbers)
      let value = try bytes(value, arguments + self.key.emitted.count, number: numbers + 1)
      try emitter.emit(key, value)
      return 0
    } catch {
      failure = error
      return 1
    }
  }

  private func bytes(
    _ type: FunctionType, _ arguments: UnsafePointer<UnsafeMutableRawPointer?>,
    number: UnsafeMutablePointer<UInt64>
  ) throws(FunctionFailure) -> mr_bytes {
    guard let argument = arguments[0] else { return mr_bytes() }
    switch type {
    case .scalar(let type):
      number.pointee = try type.emitted(at: argument)
      return mr_bytes(data: number, size: MemoryLayout<UInt64>.size)
    case .cstring:
      guard let text = argument.load(as: UnsafePointer<CChar>?.self) else {
        throw .failed("it gave NULL to `emit` for a cstring")
      }
      return mr_bytes(data: text, size: strlen(text))
    case .bytes:
      return mr_bytes(
        data: argument.load(as: UnsafeRawPointer?.self), size: arguments[1]?.load(as: Int.self) ?? 0
      )
    }
  }
}

extension FunctionType {
  /// The C parameters that it takes.
  fileprivate var emitted: [UnsafeMutablePointer<ffi_type>?] {
    switch self {
    case .scalar(let type): [type.ffiType]
    case .cstring: [mr_ffi_pointer()]
    case .bytes: [mr_ffi_pointer(), mr_ffi_uint64()]
    }
  }
}
