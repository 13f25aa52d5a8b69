internal import CMapReduce
internal import Model

/// Folds the values of a key one by one: the first is the accumulator, and each further one is
/// handed over with it. The function is not called for a single value.
final class FoldFunction: GroupFunction {
  private let call: FunctionCall
  private let arguments: RecordArguments
  private let emitter: FunctionEmitter
  private let result: FunctionResult
  private let reader = GroupReader()
  private let accumulator: (index: Int, type: ScalarType)
  private let value: Int
  private let first: NumberReader
  private let further: NumberReader

  /// - Parameters:
  ///   - input: the job's keys and the values that come in.
  /// - Returns: nil if the function does not fold.
  init?(
    _ signature: FunctionSignature, _ address: FunctionAddress, _ input: FunctionJob.InputTypes,
    _ context: TaskContext
  ) throws(MRError) {
    var accumulator: (index: Int, type: ScalarType)?
    var value: (index: Int, type: ScalarType)?
    for (index, parameter) in signature.parameters.enumerated() {
      if case .accumulator(let type) = parameter.kind { accumulator = (index, type) }
      if case .value(let type) = parameter.kind { value = (index, type) }
    }
    guard let accumulator, let value else { return nil }
    call = try FunctionCall(signature, address)
    arguments = RecordArguments(signature, input, call)
    emitter = FunctionEmitter(context)
    result = FunctionResult(.scalar(accumulator.type))
    self.accumulator = accumulator
    self.value = value.index
    first = NumberReader(accumulator.type, of: input.data)
    further = NumberReader(value.type, of: input.data)
  }

  func run(_ key: mr_bytes, _ values: UnsafeMutablePointer<mr_values>) throws(FunctionFailure) {
    try arguments.set(nil, call)
    try arguments.set(mr_record(key: key, value: mr_bytes()), call)
    var folded: UInt64?
    try reader.forEach(values) { (bytes) throws(FunctionFailure) in
      guard let accumulated = folded else {
        folded = try first.slot(bytes)
        return
      }
      call[slot: accumulator.index] = accumulated
      call[slot: value] = try further.slot(bytes)
      call()
      folded = call.result(accumulator.type)
    }
    if let folded, let bytes = try result.bytes(slot: folded) { try emitter.emit(key, bytes) }
  }
}
