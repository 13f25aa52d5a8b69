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
    let tables: [UnsafePointer<mr_job>?] = Self.jobs.enumerated().map { index, job in
      var table = job.table
      table.create = Callbacks.creates[index]
      return Lasting.value(table)
    }
    var plugin = mr_plugin()
    plugin.size = MemoryLayout<mr_plugin>.size
    plugin.abi = MR_ABI_VERSION
    plugin.job_count = UInt32(jobs.count)
    plugin.name = Lasting.text(name)
    plugin.version = Lasting.text(version)
    plugin.jobs = Lasting.array(tables)
    table = UnsafeRawPointer(Lasting.value(plugin))
  }

  private static func table<J: Job>(of job: J.Type) -> AnyJobTable { JobTable(job) }
}
