internal import CMapReduce
internal import Glibc
package import Model
internal import Synchronization

/// A loaded plugin: a shared library whose tables were checked. It stays loaded, and its tables
/// valid, until the process ends.
package final class Plugin: Sendable {
  /// The path that it was loaded from.
  package let path: String
  package let description: PluginDescription
  private let jobs: [PluginJob]
  private let formats: [PluginFormat]
  private let library: PluginLibrary

  private static let registry = Mutex(PluginRegistry())

  /// Loads a library and checks what it offers. Runs the library's initialisers, so this is for
  /// processes that may crash: workers and `mr plugin inspect`.
  /// - Parameter copy: a copy of the file, which is loaded in its place, because nobody writes to it.
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
    let owner = "the plugin"
    jobs = try reader.elements(table.jobs, table.job_count, "job", of: owner) {
      (pointer, number) throws(MRError) in
      try PluginJob(pointer, number: number, of: name, reader)
    }
    formats = try reader.elements(table.formats, table.format_count, "input format", of: owner) {
      (pointer, number) throws(MRError) in
      try PluginFormat(pointer, number: number, of: name, reader)
    }
    guard !jobs.isEmpty || !formats.isEmpty else {
      throw reader.refusal(
        "it has neither jobs nor input formats", remedy: "Set .jobs and .job_count of mr_plugin.")
    }
    try reader.refuseTwins(jobs.map(\.description.name), "job", of: owner)
    try reader.refuseTwins(formats.map(\.description.name), "input format", of: owner)

    path = library.path
    self.library = library
    description = PluginDescription(
      name: name, version: try reader.text(table.version, "version", of: "the plugin"),
      abi: reader.version(table.abi), jobs: jobs.map(\.description),
      formats: formats.map(\.description))
  }

  /// Changes with any of the libraries that the plugin needs. Reads the loader's lists.
  package var librariesIdentity: [UInt8] { library.neededIdentity() }

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
