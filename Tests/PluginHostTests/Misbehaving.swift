import CMapReduce
import Glibc
import Model
import PluginHost
import TestSupport

/// A job of the fixture plugin `misbehaving` at work on one attempt.
struct Misbehaving {
  let services = RecordingServices()
  let context: TaskContext
  let job: JobInstance

  init(_ name: String, parameters: [String: String] = [:]) throws {
    context = TaskContext(services: services, partitions: 4, parameters: parameters)
    let plugin = try Plugin.load(path: FixturePlugins.build("misbehaving"))
    job = try JobInstance(plugin.job(name), context: context)
  }

  static let file = InputFile(
    path: BytePath("/data/books/a/b.txt"), relativePath: BytePath("a/b.txt"),
    attributes: [.init(name: "category", value: Array("a".utf8))], size: 10, modified: 0)

  /// Maps records with these values, whose keys are `k`.
  func map(_ values: String..., firstRecord: Int = 1) throws {
    try withRecords(values.map { ("k", $0) }) { records, count in
      try job.map(SourceStorage(Self.file), records, count, firstRecord: firstRecord)
    }
  }

  func withKey(_ key: String, _ body: (mr_bytes) throws -> Void) throws {
    try withRecords([(key, "")]) { records, _ in try body(records[0].key) }
  }

  /// Instances of the plugin that were created and not destroyed.
  static func liveInstances() throws -> Int32 {
    try callCounter("misbehaving_live_instances", of: FixturePlugins.build("misbehaving"))
  }
}

/// Calls a function of a fixture that returns a number.
func callCounter(_ function: String, of library: String) throws -> Int32 {
  guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(handle, function)
  else { throw MRError(.internal, "no function \(function)") }
  defer { dlclose(handle) }
  return unsafeBitCast(symbol, to: (@convention(c) () -> Int32).self)()
}

/// Lends keys and values as records.
func withRecords(
  _ records: [(key: String, value: String)],
  _ body: (UnsafePointer<mr_record>, Int) throws -> Void
) throws {
  var arena: [UInt8] = []
  for record in records { arena += Array(record.key.utf8) + Array(record.value.utf8) }
  try arena.withUnsafeBytes { arena in
    var offset = 0
    func lend(_ text: String) -> mr_bytes {
      defer { offset += text.utf8.count }
      return mr_bytes(data: arena.baseAddress.map { $0 + offset }, size: text.utf8.count)
    }
    let lent = records.map { record in
      let key = lend(record.key)
      return mr_record(key: key, value: lend(record.value))
    }
    try lent.withUnsafeBufferPointer {
      if let address = $0.baseAddress { try body(address, $0.count) }
    }
  }
}

/// The error that `body` throws.
func failure(of body: () throws -> Void) -> MRError? {
  do {
    try body()
    return nil
  } catch {
    return error as? MRError
  }
}
