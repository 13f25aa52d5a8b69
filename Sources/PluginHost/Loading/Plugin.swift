internal import CMapReduce
internal import Glibc
package import Model
internal import Synchronization

/// A loaded plugin: a shared library whose tables were checked. It stays loaded, and its tables
/// valid, until the process ends.
package final class Plugin: Sendable {
  /// As it was loaded.
  package let path: String
  package let description: PluginDescription
  private let jobs: [PluginJob]
  private let formats: [PluginFormat]

  private static let registry = Mutex(PluginRegistry())

  /// Loads a library and checks what it offers. Runs the library's initialisers, so this is for
  /// processes that may crash: workers and `mr plugin inspect`.
  /// - Parameter copy: a copy of the file, which is loaded in its place, because nobody writes to it.
  ///   What the library needs is looked for where the file itself lies.
  /// - Throws: `notFound` when there is no such file, `plugin` when it is refused; the message
  ///   names the file, the defect and the remedy.
  package static func load(path: String, copy: String? = nil) throws(MRError) -> Plugin {
    try registry.withLock { (registry) throws(MRError) in try registry.load(path, copy: copy) }
  }

  /// Opens a library for its plain functions.
  static func open(path: String, copy: String?) throws(MRError) -> PluginLibrary {
    try registry.withLock { (registry) throws(MRError) in try registry.open(path, copy: copy) }
  }

  init(_ library: PluginLibrary) throws(MRError) {
    let reader = TableReader(library: printable(library.path.utf8))
    guard let entry = try library.callEntry() else {
      throw reader.refusal(
        "mr_plugin_entry returned NULL", remedy: "Return the address of a static mr_plugin.")
    }
    let table = try reader.read(entry, "the plugin")
    if let reason = table.error {
      throw MRError(
        .plugin, "the plugin \(printable(library.path.utf8)) cannot be used",
        cause: printable(UnsafeRawBufferPointer(start: reason, count: strnlen(reason, 4096))))
    }
    let name = try reader.name(table.name, of: "the plugin")
    jobs = try Self.tables(table.jobs, table.job_count, "job", reader) {
      (pointer, number) throws(MRError) in
      try PluginJob(pointer, number: number, of: name, reader)
    }
    formats = try Self.tables(table.formats, table.format_count, "input format", reader) {
      (pointer, number) throws(MRError) in
      try PluginFormat(pointer, number: number, of: name, reader)
    }
    guard !jobs.isEmpty || !formats.isEmpty else {
      throw reader.refusal(
        "it has neither jobs nor input formats", remedy: "Set .jobs and .job_count of mr_plugin.")
    }
    try Self.refuseTwins(jobs.map(\.description.name), "jobs", reader)
    try Self.refuseTwins(formats.map(\.description.name), "input formats", reader)

    path = library.path
    description = PluginDescription(
      name: name, version: try reader.text(table.version, "version", of: "the plugin"),
      abi: reader.version(table.abi), jobs: jobs.map(\.description),
      formats: formats.map(\.description))
  }

  /// - Parameter name: nil for the first.
  /// - Throws: `notFound`, naming those that there are.
  package func job(_ name: String?) throws(MRError) -> PluginJob {
    try pick(name, from: jobs, "job", \.description.name)
  }

  /// - Parameter name: nil for the first.
  /// - Throws: `notFound`, naming those that there are.
  package func format(_ name: String?) throws(MRError) -> PluginFormat {
    try pick(name, from: formats, "input format", \.description.name)
  }

  private func pick<Entry>(
    _ name: String?, from entries: [Entry], _ kind: String, _ entryName: (Entry) -> String
  ) throws(MRError) -> Entry {
    if let entry = entries.first(where: { name == nil || entryName($0) == name }) { return entry }
    let plugin = "plugin \"\(description.name)\" (\(printable(path.utf8)))"
    throw MRError(
      .notFound,
      name.map { "\(plugin) has no \(kind) \"\(printable($0.utf8))\"" }
        ?? "\(plugin) has no \(kind)",
      remedy: entries.isEmpty
        ? nil : "It has: \(entries.map(entryName).joined(separator: ", ")).")
  }
}

extension Plugin {
  private static let mostTables = 1024

  /// The entries of a plugin's array of tables, numbered from 1.
  private static func tables<Table, Entry>(
    _ array: UnsafePointer<UnsafePointer<Table>?>?, _ count: UInt32, _ kind: String,
    _ reader: TableReader, _ read: (UnsafePointer<Table>, Int) throws(MRError) -> Entry
  ) throws(MRError) -> [Entry] {
    guard count <= mostTables else {
      throw reader.refusal(
        "it declares \(count) \(kind)s", remedy: "A plugin may have \(mostTables) at most.")
    }
    var entries: [Entry] = []
    for index in 0..<Int(count) {
      guard let table = array?[index] else {
        throw reader.refusal(
          "\(kind) \(index + 1) of \(count) is NULL",
          remedy: "Let the count in mr_plugin be the number of tables in the array.")
      }
      entries.append(try read(table, index + 1))
    }
    return entries
  }

  private static func refuseTwins(_ names: [String], _ kind: String, _ reader: TableReader)
    throws(MRError)
  {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw reader.refusal("it has two \(kind) named \"\(name)\"", remedy: "Rename one of them.")
    }
  }
}
