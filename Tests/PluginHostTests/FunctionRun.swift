import CMapReduce
import Model
import PluginHost
import TestSupport

/// A job of plain functions at work on one attempt.
struct FunctionRun {
  let services = RecordingServices()
  let context: TaskContext
  let job: JobInstance
  let description: PluginDescription.Job

  init(
    _ map: String, combine: String? = nil, reduce: String? = nil, combiner: StockCombiner? = nil,
    input: FunctionJob.InputTypes = .whole, attributes: [String] = ["category"]
  ) throws {
    let functions = JobFunctions(map: map, combine: combine, reduce: reduce, combiner: combiner)
    let plan = try FunctionJob(functions, input: input, attributes: attributes)
    let loaded = try PluginJob(plan) { (name) throws(MRError) in
      try FunctionLibrary.load(path: try FunctionLibrary.locate(name))
    }
    description = loaded.description
    context = TaskContext(services: services, partitions: 1, parameters: [:])
    job = try JobInstance(loaded, context: context)
  }

  /// Maps records of one file, `data/{category}/poem.txt`.
  func map(_ records: [(key: [UInt8], value: [UInt8])]) throws(MRError) {
    let file = InputFile(
      path: BytePath("data/verse/poem.txt"), relativePath: BytePath("verse/poem.txt"),
      attributes: [.init(name: "category", value: Array("verse".utf8))], size: 0, modified: 0)
    let source = SourceStorage(file)
    let bytes = ByteHeap()
    let table = records.map { mr_record(key: bytes.add($0.key), value: bytes.add($0.value)) }
    try table.withUnsafeBufferPointer { (table) throws(MRError) in
      guard let first = table.baseAddress else { return }
      try job.map(source, first, table.count, firstRecord: 11)
    }
  }

  func map(_ values: String...) throws(MRError) {
    try map(values.map { (Array("k".utf8), Array($0.utf8)) })
  }

  func reduce(_ key: [UInt8], _ values: [[UInt8]]) throws(MRError) {
    let bytes = ByteHeap()
    try job.reduce(bytes.add(key), ByteValues(values.map(bytes.add)))
  }

  func combine(_ key: [UInt8], _ values: [[UInt8]]) throws(MRError) {
    let bytes = ByteHeap()
    try job.combine(bytes.add(key), ByteValues(values.map(bytes.add)))
  }

  /// What was emitted so far, read by the types of the map function or, if so asked, of the result.
  func emitted(result: Bool = false) -> [String] {
    services.records.map {
      let type = result ? description.resultType : description.valueType
      return "\(Self.text($0.key, description.keyType))=\(Self.text($0.value, type))"
    }
  }

  private static func text(_ bytes: [UInt8], _ type: ValueType) -> String {
    bytes.withUnsafeBytes {
      switch type {
      case .int64 where $0.count == 8: "\($0.loadUnaligned(as: Int64.self))"
      case .float64 where $0.count == 8: "\($0.loadUnaligned(as: Double.self))"
      default: String(decoding: bytes, as: UTF8.self)
      }
    }
  }
}

/// The 8 bytes of a number.
func bytes<Number: BitwiseCopyable>(_ number: Number) -> [UInt8] {
  withUnsafeBytes(of: number) { Array($0) }
}

/// Bytes at addresses of their own, none of them aligned.
private final class ByteHeap {
  private var copies: [UnsafeMutableRawPointer] = []

  func add(_ bytes: [UInt8]) -> mr_bytes {
    let copy = UnsafeMutableRawPointer.allocate(byteCount: bytes.count + 1, alignment: 8)
    copies.append(copy)
    UnsafeMutableRawBufferPointer(start: copy + 1, count: bytes.count).copyBytes(from: bytes)
    return mr_bytes(data: copy + 1, size: bytes.count)
  }

  deinit { for copy in copies { copy.deallocate() } }
}

/// Values of one key, at most three at a time.
private final class ByteValues: ValueBatchSource {
  private var rest: ArraySlice<mr_bytes>

  init(_ values: [mr_bytes]) { rest = values[...] }

  func next(into values: UnsafeMutablePointer<mr_bytes>, capacity: Int) throws(MRError) -> Int {
    let batch = rest.prefix(min(capacity, 3))
    for (index, value) in batch.enumerated() { values[index] = value }
    rest = rest.dropFirst(batch.count)
    return batch.count
  }
}
