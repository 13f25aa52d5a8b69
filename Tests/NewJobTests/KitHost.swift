import Foundation
import Testing

/// `Tests/Fixtures/Kits/kit_host.c`: a process that loads plugins and maps a line with each.
struct KitHost {
  let directory: String

  /// A line as the samples of the templates have it.
  static let line = "2026-03-01T13:05:22 GET / 200 17"

  /// What the plugins did, a line for each.
  static func run(
    _ plugins: [String], count: Int = 1, line: String = line,
    environment: [String: String] = [:]
  ) async throws -> String {
    try await with { host in
      let result = try await Command.run(
        ["./kit_host", "\(count)", line] + plugins, in: host.directory, environment: environment)
      #expect(result.status == 0, "\(result.output)")
      return result.output
    }
  }

  /// Compiles it in a directory of its own, which goes afterwards.
  static func with<Result>(_ body: (KitHost) async throws -> Result) async throws -> Result {
    let directory = NSTemporaryDirectory() + "mr-kit-host-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let host = KitHost(directory: directory)
    try await host.compile(["cc", "-std=gnu11"], "kit_host.c", to: "kit_host")
    return try await body(host)
  }

  /// Compiles a file of `Tests/Fixtures/Kits`.
  func compile(_ compiler: [String], _ source: String, to product: String) async throws {
    let includes = ["Sources/CMapReduce/include", "Plugins/Kits/cpp"]
    let result = try await Command.run(
      compiler + includes.map { "-I\(Command.root)/\($0)" } + [
        "-o", product, "\(Command.root)/Tests/Fixtures/Kits/\(source)",
      ], in: directory)
    try #require(result.status == 0, "\(result.output)")
  }

  /// The symbols that a library offers to others, with their kinds as `nm` has them.
  static func exported(by library: String) async throws -> [(kind: String, name: String)] {
    let result = try await Command.run(
      ["nm", "-D", "-C", "--defined-only", library], in: "/")
    return result.output.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ", maxSplits: 2)
      // A lower letter is a symbol that is local, but for the kinds of unique and weak ones. Some
      // linkers add names of their own for the ends of sections.
      guard fields.count == 3, let kind = fields[1].first,
        kind.isUppercase || "uvwi".contains(kind),
        !["__bss_start", "_edata", "_end"].contains(fields[2])
      else { return nil }
      return (String(fields[1]), String(fields[2]))
    }
  }
}
