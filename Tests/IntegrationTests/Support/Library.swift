import Foundation
import TestSupport
import Testing

/// Documents of a fixture's format, which counts how often it opens one, and a cache for them.
struct Library {
  let workspace: Workspace
  let format: String
  let cache: String
  private let opens: String

  init(_ workspace: Workspace, documents: Int = 12, bytes: Int = 3000, defect: String? = nil)
    throws
  {
    self.workspace = workspace
    format = try FixturePlugins.build("counted_format", defect: defect)
    cache = workspace.path("cache")
    opens = workspace.path("opens")
    for number in 0..<documents { try write(number, bytes: bytes) }
  }

  func write(_ number: Int, bytes: Int, seed: UInt64 = 0, more: String = "!remark\n") throws {
    var generator = SeededGenerator(seed: seed + UInt64(number))
    var text = generator.text(bytes: bytes)
    // Lines of some words.
    for index in text.indices where text[index] == 0x0a && index % 16 != 0 { text[index] = 0x20 }
    try workspace.write("books/b\(number).txt", Array(more.utf8) + text)
  }

  /// A job over the documents, but for its output.
  func job(_ more: [String] = [], plugin: String = "wordcount") -> [String] {
    [
      "--plugin", plugin, "--input", workspace.path("books/*.txt"), "--format", format,
      "--reducers", "2",
    ] + more
  }

  var environment: [String: String] {
    ["MR_CACHE": "\(cache):64M", "COUNTED_OPENS": opens]
  }

  /// Runs a job.
  /// - Returns: the result, and how many shares of documents were opened for it.
  func run(_ more: [String] = [], plugin: String = "wordcount", environment: [String: String] = [:])
    async throws -> (parts: Parts, report: JobReport, opens: Int)
  {
    try? FileManager.default.removeItem(atPath: opens)
    let result = try await workspace.run(
      job(more, plugin: plugin) + ["--mappers", "2"],
      environment: self.environment.merging(environment) { $1 })
    return (result.parts, result.report, opened.count)
  }

  /// Runs a job whose cache lies on a disk of its own that is too small for it.
  /// - Parameter size: as mount takes it.
  /// - Returns: nil where no disk can be mounted.
  func onSmallDisk(_ size: String, _ arguments: [String]) async throws -> RunningProcess.Result? {
    try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: false)
    let mount = try await workspace.tool(
      "mount", "-t", "tmpfs", "-o", "size=\(size),mode=700", "none", cache)
    guard mount.status == 0 else { return nil }
    let result = try await workspace.mr(arguments + job(), environment: environment)
    #expect(try await workspace.tool("umount", cache).status == 0)
    return result
  }

  /// What was opened since the last run began.
  var opened: [String] {
    let text = FileManager.default.contents(atPath: opens) ?? Data()
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The paths of all entries of the cache.
  var entries: [String] {
    let folder = cache + "/records-1"
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.utf8.count > 60 && !$0.hasPrefix("new") }.sorted()
      .map { "\(folder)/\($0)" }
  }

  /// What lies there of entries that were not finished.
  var unfinished: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: cache + "/records-1/new")) ?? []
  }
}
