import CMapReduce

/// The plugin: its name and its jobs, the first of which is the default.
///
/// ```swift
/// private let plugin = Plugin("my-job", version: "1.0", jobs: [MyJob.self])
///
/// @c public func mr_plugin_entry() -> UnsafeRawPointer { plugin.table }
/// ```
///
/// A library holds one plugin, with at most 8 jobs.
public struct Plugin: Sendable {
  /// What `mr_plugin_entry` returns. Lives as long as the process.
  public nonisolated(unsafe) let table: UnsafeRawPointer

  /// Of the library's plugin; not changed after it was made.
  nonisolated(unsafe) static private(set) var jobs: [AnyJobTable] = []

  public init(_ name: String, version: String, jobs: [any Job.Type]) {
    precondition(jobs.count <= Callbacks.creates.count, "a plugin in Swift has at most 8 jobs")
    Self.jobs = jobs.map { Self.table(of: $0) }
    let tables = UnsafeMutablePointer<UnsafePointer<mr_job>?>.allocate(capacity: jobs.count)
    for (index, job) in Self.jobs.enumerated() {
      var table = job.table
      table.create = Callbacks.creates[index]
      (tables + index).initialize(to: Self.lasting(table))
    }
    var plugin = mr_plugin()
    plugin.size = MemoryLayout<mr_plugin>.size
    plugin.abi = MR_ABI_VERSION
    plugin.job_count = UInt32(jobs.count)
    plugin.name = AnyJobTable.lasting(name)
    plugin.version = AnyJobTable.lasting(version)
    plugin.jobs = UnsafePointer(tables)
    table = UnsafeRawPointer(Self.lasting(plugin))
  }

  private static func table<J: Job>(of job: J.Type) -> AnyJobTable { JobTable(job) }

  private static func lasting<Value>(_ value: Value) -> UnsafePointer<Value> {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    pointer.initialize(to: value)
    return UnsafePointer(pointer)
  }
}
