import Output
import BlockStore
import Execution
import Foundation
import Input
import Model
import PluginHost
import Records
import TestSupport

/// A job whose tasks a test runs one by one, over a store in memory.
struct Pipeline {
  static let namespace = "t"
  static let id = JobID(7)

  let job: LoadedJob
  let store = FaultyStore()
  let files: [InputFile]
  var memoryLimit = 1 << 20
  let monitor = AttemptMonitor()
  let note: CrashNote

  init(
    _ plugin: String, job: String? = nil, format: InputFormat = .text, files: [InputFile],
    partitions: Int = 3, parameters: [String: String] = [:], memoryLimit: Int = 1 << 20,
    badInput: BadInputPolicy = BadInputPolicy()
  ) throws {
    self.files = files
    self.memoryLimit = memoryLimit
    let loaded = try Plugin.load(path: plugin)
    let plan = JobPlan(
      plugin: PluginFile(path: plugin, digest: "", size: 0),
      job: try loaded.job(job).description.name, format: format, parameters: parameters,
      partitions: partitions, output: BytePath("/nowhere"), badInput: badInput)
    self.job = try LoadedJob(plan) { (_) throws(MRError) in loaded }
    note = try CrashNote(path: nil)
  }

  /// Puts the input into the store and deals its chunks to tasks.
  func load(tasks count: Int) throws -> [MapTask] {
    let connection = store.connect()
    let name = BlockStreamName(Self.namespace, .input(Self.id, generation: 0))
    var stream = ChunkStream(
      files, cutting: Cutting(job.plan.format, shareSize: 1 << 20),
      blockCapacity: BlockLayout.payloadCapacity)
    let block = BlockBuffer()
    var chunks: [Chunk] = []
    while let loaded = try stream.nextBlock(into: block.payload) {
      block.payloadSize = loaded.count
      let key = name.key(loaded.number)
      block.seal(key: key)
      try connection.set(key, block.bytes, isCancelled: { false })
      if let chunk = loaded.chunk { chunks.append(chunk) }
    }
    let named = Dictionary(uniqueKeysWithValues: files.indices.map { ($0, files[$0]) })
    let size = max(1, (chunks.count + count - 1) / count)
    return stride(from: 0, to: chunks.count, by: size).enumerated().map { index, first in
      MapTask(
        index: index,
        inputs: chunks[first..<min(first + size, chunks.count)].map { ChunkShare(chunk: $0) },
        files: named)
    }
  }

  func map(_ task: MapTask, attempt: Int = 0) throws(AttemptFailure) -> MapAttempt.Result {
    try MapAttempt(
      task, attempt: AttemptID(job: Self.id, task: TaskID(.map, task.index), number: attempt),
      job: job, store: store, namespace: Self.namespace, monitor: monitor, note: note,
      memoryLimit: memoryLimit
    ).run()
  }

  func reduce(
    _ partition: Int, of manifests: [MapManifest], attempt: Int = 0,
    into directory: OutputDirectory? = nil, mergeMemory: Int = .max
  ) throws(AttemptFailure) -> ReduceAttempt.Result {
    let task = ReduceTask(
      partition: partition, segments: manifests.flatMap { $0.segments(of: partition) })
    return try ReduceAttempt(
      task,
      attempt: AttemptID(job: Self.id, task: TaskID(.reduce, partition), number: attempt),
      job: job, store: store, namespace: Self.namespace, monitor: monitor, note: note,
      memoryLimit: mergeMemory
    ).run(into: directory)
  }

  /// A part that a reduce attempt put into the store.
  func stored(_ output: ReduceOutput, partition: Int, attempt: Int = 0) throws -> [UInt8] {
    guard case .blocks(let count, let size) = output else { return [] }
    var bytes: [UInt8] = []
    let part = BlockStreamName(
      Self.namespace, .part(Self.id, partition: partition, attempt: attempt))
    for key in StoredBlocks(part, count: count).keys {
      try store.connect().get([key]) { (_, value) throws(MRError) in
        guard let payload = try? BlockCodec.verify(value, key: key) else {
          throw MRError(.store, "block \(key) is damaged")
        }
        bytes += payload
      }
    }
    guard bytes.count == size else { throw MRError(.store, "\(bytes.count) bytes, not \(size)") }
    return bytes
  }

  /// The parts of the whole job, which goes through the store.
  func run(tasks: Int) throws -> [[UInt8]] {
    try parts(of: try load(tasks: tasks).map { try map($0) })
  }

  /// The parts that come of the map tasks' output.
  func parts(of results: [MapAttempt.Result]) throws -> [[UInt8]] {
    try (0..<job.plan.partitions).map {
      try stored(try reduce($0, of: results.map(\.manifest)).output, partition: $0)
    }
  }

  /// Keys in the store of what attempts wrote.
  var output: [String] {
    store.keys.filter { $0.contains(".m") || $0.contains(".r") || $0.contains(".s") }
  }

  /// A plugin that the package builds: it lies beside the tests.
  static func bundled(_ name: String) throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return "\(tests.split(separator: "/").dropLast().map { "/\($0)" }.joined())/lib\(name).so"
  }
}

/// Lines `key<TAB>number` of all parts.
struct Counts: Equatable {
  var numbers: [String: Int] = [:]

  init(counting words: some Sequence<some Collection<UInt8>>, times: Int = 1) {
    for word in words { numbers[String(decoding: word, as: UTF8.self), default: 0] += times }
  }

  /// - Throws: if keys do not rise within a part, or one is in two parts.
  init(_ parts: [[UInt8]]) throws {
    for part in parts {
      var last: [UInt8]?
      for line in part.split(separator: UInt8(ascii: "\n")) {
        let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        let key = Array(fields[0])
        let name = String(decoding: key, as: UTF8.self)
        if let last, !last.lexicographicallyPrecedes(key) {
          throw MRError(.internal, "\(name) does not come after \(last)")
        }
        last = key
        guard
          numbers.updateValue(Int(String(decoding: fields[1], as: UTF8.self)) ?? -1, forKey: name)
            == nil
        else { throw MRError(.internal, "\(name) comes twice") }
      }
    }
  }
}
