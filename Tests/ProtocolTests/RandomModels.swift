import TestSupport
import Model

/// Arbitrary values of what travels, within the bounds of the protocol.
extension SeededGenerator {
  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func index() -> Int { int(0...Int(UInt32.max)) }
  /// Small numbers and large ones.
  mutating func size() -> Int { int(0...1 << int(0...50)) }
  mutating func list<T>(_ count: ClosedRange<Int>, _ make: (inout Self) -> T) -> [T] {
    (0..<int(count)).map { _ in make(&self) }
  }

  mutating func text() -> String {
    let scalars = list(0...12) { generator in
      Unicode.Scalar(UInt32(generator.int(1...0x2fff))) ?? "?"
    }
    return String(String.UnicodeScalarView(scalars))
  }
  mutating func optionalText() -> String? { int(0...1) == 0 ? nil : text() + "x" }
  /// Without NUL, and mostly no UTF-8.
  mutating func path() -> BytePath {
    BytePath(bytes: list(0...20) { UInt8($0.int(1...255)) })
  }
  mutating func parameters() -> [String: String] {
    Dictionary(list(0...5) { ($0.text() + "k", $0.text()) }, uniquingKeysWith: { $1 })
  }
  mutating func job() -> JobID { JobID(size()) }

  mutating func attempt() -> AttemptID {
    AttemptID(
      job: job(), task: TaskID(int(0...1) == 0 ? .map : .reduce, index()), number: index())
  }

  mutating func spec() -> JobSpec {
    let functions = int(0...1) == 0 ? nil : jobFunctions()
    return JobSpec(
      plugin: functions == nil ? text() + "p" : "", job: functions == nil ? optionalText() : nil,
      input: text() + "i", format: optionalText(), output: text() + "o", parameters: parameters(),
      reducers: int(0...1) == 0 ? nil : int(1...65_536), functions: functions,
      taskBytes: int(0...1) == 0 ? nil : int(1...JobSpec.mostTaskBytes), cache: cache(),
      provenance: int(0...1) == 1, sandbox: int(0...1) == 1)
  }

  mutating func cache() -> CacheChoice {
    switch int(0...3) {
    case 0: .standard
    case 1: .off
    case 2: .at(CachePlace(directory: "/" + text()))
    default: .at(CachePlace(directory: "/" + text(), size: int(1...1 << 20) << 20))
    }
  }

  mutating func jobFunctions() -> JobFunctions {
    JobFunctions(
      map: text() + "m", combine: optionalText(), reduce: optionalText(),
      combiner: ([nil] + StockCombiner.allCases)[int(0...4)])
  }

  mutating func pluginFile() -> PluginFile {
    let digits = Array("0123456789abcdef")
    let digest = String((0..<64).map { _ in digits[int(0...15)] })
    return PluginFile(path: text(), digest: digest, size: size())
  }

  mutating func format() -> InputFormat {
    switch int(0...3) {
    case 0: .text
    case 1: .rawText
    case 2: .whole
    default: .plugin(pluginFile(), name: text(), splittable: int(0...1) == 0)
    }
  }

  mutating func plan() -> JobPlan {
    JobPlan(
      plugin: pluginFile(), job: text(), format: format(), parameters: parameters(),
      partitions: int(1...65_536), output: path(),
      functions: int(0...1) == 0 ? nil : jobFunctions(),
      libraries: Dictionary(
        list(0...3) { ($0.text() + "l", $0.pluginFile()) }, uniquingKeysWith: { $1 }),
      cache: cache(), provenance: int(0...1) == 1)
  }

  mutating func preparedJob() -> PreparedJob {
    PreparedJob(
      id: JobID(int(1...1000)), epoch: int(0...9), plan: plan(),
      splitPoints: list(0...3) { $0.path().bytes }, outputToken: text())
  }

  mutating func file() -> InputFile {
    InputFile(
      path: path(), relativePath: path(),
      attributes: list(0...3) { .init(name: $0.text(), value: $0.path().bytes) }, size: size(),
      modified: Int64(truncatingIfNeeded: next()))
  }

  mutating func mapTask() -> MapTask {
    var files: [Int: InputFile] = [:]
    let inputs = list(0...4) { generator in
      let spans = generator.list(0...5) { generator in
        Span(
          file: generator.index(), offset: generator.size(),
          length: generator.int(0...1 << 40), firstRecord: generator.size(),
          records: generator.size())
      }
      for span in spans { files[span.file] = generator.file() }
      let shares = spans.count == 1 ? generator.int(1...50) : 1
      let length = spans.reduce(0) { $0 + $1.length }
      let chunk = Chunk(
        number: generator.index(), firstBlock: generator.size(),
        blockCount: generator.int(0...min(max(1, length), Int(UInt32.max))), length: length,
        spans: spans, shares: shares,
        generation: generator.index())
      return ChunkShare(chunk: chunk, share: generator.int(0...(shares - 1)))
    }
    return MapTask(index: index(), inputs: inputs, files: files)
  }

  mutating func manifest() -> MapManifest {
    let partitions = int(1...20)
    let runs = list(0...4) { generator in
      var offsets = [generator.int(0...1 << 40)]
      for _ in 0..<partitions {
        offsets.append(offsets[offsets.count - 1] + generator.int(0...1 << 30))
      }
      return RunLayout(
        offsets: offsets, records: (0..<partitions).map { _ in generator.size() })
    }
    let bytes = runs.last?.offsets.last ?? 0
    return MapManifest(
      task: index(), attempt: index(), blocks: int(0...min(bytes, Int(UInt32.max))), runs: runs)
  }

  mutating func reduceTask() -> ReduceTask {
    ReduceTask(
      partition: int(0...65_535),
      segments: list(0...10) {
        Segment(
          mapTask: $0.index(), mapAttempt: $0.index(), offset: $0.size(), length: $0.size() / 16,
          records: $0.size() / 16)
      })
  }

  mutating func reduceOutput() -> ReduceOutput {
    let bytes = size()
    return int(0...1) == 0
      ? .file(bytes: bytes) : .blocks(count: int(0...min(bytes, Int(UInt32.max))), bytes: bytes)
  }

  mutating func counters() -> Counters {
    var engine = EngineCounters()
    for (_, field) in EngineCounters.names { engine[keyPath: field] = size() }
    // They do not travel: the master alone counts them.
    engine.note(BadTally())
    engine.reusedMapTasks = 0
    return Counters(
      engine: engine,
      user: UserCounters(
        Dictionary(
          list(0...8) { ($0.text(), Int64(truncatingIfNeeded: $0.next())) },
          uniquingKeysWith: { $1 })))
  }

  mutating func error() -> MRError {
    let codes: [MRError.Code] = [
      .invalidArgument, .notFound, .alreadyExists, .plugin, .pluginFatal, .input, .output, .store,
      .storeFull, .blockLost, .inputLost, .inputChanged, .workerLost, .cancelled, .network,
      .journal, .internal,
    ]
    return MRError(
      codes[int(0...(codes.count - 1))], text(), cause: optionalText(), remedy: optionalText())
  }
}
