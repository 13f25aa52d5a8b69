import Foundation
import Testing

/// A project that `mr-new-job` of this build wrote into a directory of a test.
struct Scaffold {
  let directory: String

  /// Writes `my-job`, hands it to a test, and removes it.
  static func with(
    _ language: String, _ body: (Scaffold) async throws -> Void
  ) async throws {
    let parent = NSTemporaryDirectory() + "mr-new-job-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: parent) }
    let result = try await Command.run(
      [Command.newJob, "my-job", "--language", language], in: parent)
    try #require(result.status == 0, "\(result.output)")
    try await body(Scaffold(directory: "\(parent)/my-job"))
  }

  func make(_ target: String...) async throws -> Command.Result {
    // SwiftPM leaves lock files in TMPDIR.
    try await Command.run(
      ["make"] + target, in: directory, environment: ["TMPDIR": "\(directory)/.."])
  }

  /// Runs the job on the samples as the README says.
  func run() async throws -> Command.Result {
    try await Command.run(
      [
        Command.mr, "run", "--sequential", "--quiet", "--plugin", "./my-job.so",
        "--input", "samples/{server}/*.log", "--output", "out-\(UUID().uuidString)",
      ], in: directory)
  }

  /// Does something to a source file, and undoes it afterwards.
  func breaking(_ breakage: Breakage, _ body: () async throws -> Void) async throws {
    let path = "\(directory)/\(breakage.file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try #require(text.contains(breakage.find), "\(breakage.file) has no \(breakage.find)")
    try text.replacing(breakage.find, with: breakage.replacement)
      .write(toFile: path, atomically: true, encoding: .utf8)
    try await body()
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}

/// A mistake that an author could make.
struct Breakage: Sendable, CustomStringConvertible {
  /// Who is to find it.
  enum Finder: Sendable {
    /// `make`
    case build
    /// `mr run`; the build succeeds.
    case engine
    /// `make test`, before the engine is asked.
    case unitTest
  }

  let description: String
  let file: String
  let find: String
  let replacement: String
  let finder: Finder
  /// Parts of the message.
  let expected: [String]

  init(
    _ description: String, in file: String, _ find: String, _ replacement: String,
    foundBy finder: Finder, expected: String...
  ) {
    self.description = description
    self.file = file
    self.find = find
    self.replacement = replacement
    self.finder = finder
    self.expected = expected
  }
}
