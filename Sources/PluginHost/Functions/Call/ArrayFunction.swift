internal import CMapReduce
internal import Model

/// Hands all values of a key over at once.
final class ArrayFunction: GroupFunction {
  private let call: FunctionCall
  private let arguments: RecordArguments
  private let emitter: FunctionEmitter
  private let emit: EmitClosure?
  private let result: FunctionResult?
  private let reader = GroupReader()
  private let values: ValueArray
  private var valuesIndex: Int?
  private var counts: [(index: Int, type: ScalarType)] = []

  /// - Parameter input: the job's keys and the values that come in.
  init(
    _ signature: FunctionSignature, _ address: FunctionAddress, _ input: FunctionJob.InputTypes,
    _ context: TaskContext
  ) throws(MRError) {
    call = try FunctionCall(signature, address)
    arguments = RecordArguments(signature, input, call)
    emitter = FunctionEmitter(context)
    emit = try EmitClosure(signature, call, emitter)
    result = signature.result.map { FunctionResult($0.type) }
    var element = FunctionType.cstring
    for (index, parameter) in signature.parameters.enumerated() {
      if case .values(let type) = parameter.kind { (element, valuesIndex) = (type, index) }
      if case .count(let type) = parameter.kind { counts.append((index, type)) }
    }
    values = ValueArray(element, of: input.data)
  }

  func run(_ key: mr_bytes, _ source: UnsafeMutablePointer<mr_values>) throws(FunctionFailure) {
    values.removeAll()
    try reader.forEach(source) { (value) throws(FunctionFailure) in try values.append(value) }
    try arguments.set(nil, call)
    try arguments.set(mr_record(key: key, value: mr_bytes()), call)
    if let valuesIndex { call.set(valuesIndex, pointer: values.pointer) }
    for (index, type) in counts {
      guard let slot = type.slot(values.count) else {
        throw .failed("its \(values.count) values are more than \(type.rawValue) can count")
      }
      call[slot: index] = slot
    }
    call()
    try emit?.check()
    if let bytes = try result?.bytes(call) { try emitter.emit(key, bytes) }
  }
}
