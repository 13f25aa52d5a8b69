internal import CMapReduce
internal import Model

/// A map function at work on one attempt: called once for each record.
final class MapFunction {
  private let call: FunctionCall
  private let arguments: RecordArguments
  private let emitter: FunctionEmitter
  private let emit: EmitClosure?
  private let result: FunctionSignature.Result?
  private let returned: FunctionResult?
  private let key: Source
  private let value: Source
  /// What is emitted beside the result, if it is not of the record.
  private var companion = StableBytes()
  private var companionBytes = mr_bytes()

  /// Where one half of what is emitted comes from. It has no references, because it is asked for at
  /// every record.
  private enum Source {
    case returned, key, data, companion

    init(_ item: FunctionSignature.Item?) {
      switch item {
      case .returned, nil: self = .returned
      case .part(.key): self = .key
      case .part(.data): self = .data
      case .text, .number: self = .companion
      }
    }
  }

  init(
    _ signature: FunctionSignature, _ address: FunctionAddress, _ input: FunctionJob.InputTypes,
    _ context: TaskContext
  ) throws(MRError) {
    call = try FunctionCall(signature, address)
    arguments = RecordArguments(signature, input, call)
    emitter = FunctionEmitter(context)
    emit = try EmitClosure(signature, call, emitter)
    result = signature.result
    returned = signature.result.map { FunctionResult($0.type) }
    key = Source(signature.result?.key)
    value = Source(signature.result?.value)
  }

  func run(_ source: UnsafePointer<mr_source>, _ records: UnsafePointer<mr_record>, _ count: Int)
    throws(FunctionFailure)
  {
    try arguments.set(source, call)
    if let result { setCompanion(result, source) }
    for index in 0..<count {
      do throws(FunctionFailure) {
        try run(records[index])
      } catch {
        guard case .failed(let text) = error, count > 1 else { throw error }
        throw .failed("record \(source.pointee.first_record + UInt64(index)): \(text)")
      }
    }
  }

  private func setCompanion(
    _ result: FunctionSignature.Result, _ source: UnsafePointer<mr_source>
  ) {
    for item in [result.key, result.value] {
      switch item {
      case .text(let text):
        companion = StableBytes()
        companionBytes = companion.add(text.bytes(source))
      case .number(let number):
        companion = StableBytes()
        companionBytes = companion.add(withUnsafeBytes(of: number) { Array($0) })
      case .returned, .part: break
      }
    }
  }

  private func run(_ record: mr_record) throws(FunctionFailure) {
    try arguments.set(record, call)
    call()
    try emit?.check()
    // A function that returns NULL has nothing to say of the record.
    guard let returned = try returned?.bytes(call) else { return }
    try emitter.emit(bytes(key, record, returned), bytes(value, record, returned))
  }

  private func bytes(_ source: Source, _ record: mr_record, _ returned: mr_bytes) -> mr_bytes {
    switch source {
    case .returned: returned
    case .key: record.key
    case .data: record.value
    case .companion: companionBytes
    }
  }
}
