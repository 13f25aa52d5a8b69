internal import CMapReduce
internal import Model

/// A job's plain functions at work on one attempt: what the instance of a plugin's job is.
final class FunctionInstance {
  private let map: MapFunction
  private let combine: (any GroupFunction)?
  private let reduce: (any GroupFunction)?
  private let context: TaskContext

  init(_ functions: BoundFunctions, _ context: TaskContext) throws(MRError) {
    let job = functions.job
    let keys = job.description.keyType
    self.context = context
    map = try MapFunction(job.map, functions.map, job.input, context)
    combine = try Self.group(
      job.combine, functions.combine, .init(key: keys, data: job.description.valueType), context)
    reduce = try Self.group(
      job.reduce, functions.reduce, .init(key: keys, data: job.reducedType), context)
  }

  private static func group(
    _ signature: FunctionSignature?, _ address: FunctionAddress?, _ input: FunctionJob.InputTypes,
    _ context: TaskContext
  ) throws(MRError) -> (any GroupFunction)? {
    guard let signature, let address else { return nil }
    if let fold = try FoldFunction(signature, address, input, context) { return fold }
    return try ArrayFunction(signature, address, input, context)
  }

  /// What the host calls, as it would a plugin's functions.
  static func table(_ description: PluginDescription.Job) -> mr_job {
    var table = mr_job()
    table.size = MemoryLayout<mr_job>.size
    table.abi = MR_ABI_VERSION
    table.key_type = description.keyType.mrType
    table.value_type = description.valueType.mrType
    table.result_type = description.resultType.mrType
    table.destroy = { instance in
      if let instance { Unmanaged<FunctionInstance>.fromOpaque(instance).release() }
    }
    table.map = { instance, _, source, records, count in
      guard let source, let records else { return MR_FATAL }
      return FunctionInstance.call(instance) { (functions) throws(FunctionFailure) in
        try functions.map.run(source, records, count)
      }
    }
    if description.hasCombine {
      table.combine = { instance, _, key, values in
        guard let values else { return MR_FATAL }
        return FunctionInstance.call(instance) { (functions) throws(FunctionFailure) in
          try functions.combine?.run(key, values)
        }
      }
    }
    if description.hasReduce {
      table.reduce = { instance, _, key, values in
        guard let values else { return MR_FATAL }
        return FunctionInstance.call(instance) { (functions) throws(FunctionFailure) in
          try functions.reduce?.run(key, values)
        }
      }
    }
    return table
  }

  private static func call(
    _ instance: UnsafeMutableRawPointer?,
    _ body: (FunctionInstance) throws(FunctionFailure) -> Void
  ) -> mr_status {
    guard let instance else { return MR_FATAL }
    let functions = Unmanaged<FunctionInstance>.fromOpaque(instance).takeUnretainedValue()
    do throws(FunctionFailure) {
      try body(functions)
      return MR_OK
    } catch {
      switch error {
      case .stopped(let status): return status
      case .failed(let text):
        functions.context.errorText = text
        return MR_FATAL
      }
    }
  }
}
