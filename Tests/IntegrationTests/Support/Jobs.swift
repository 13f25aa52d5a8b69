import Foundation
import Testing

/// A job as `--json` shows it.
struct JobReport: Decodable {
  struct Tasks: Decodable {
    var total: Int
    var running: Int
    var done: Int
    var failedAttempts: Int
  }
  struct Failure: Decodable {
    var code: String
    var message: String
    var cause: String?
    var remedy: String?
  }
  var job: String
  var state: String
  var inputFiles: Int
  var mapTasks: Tasks
  var reduceTasks: Tasks
  var counters: [String: Int]
  var error: Failure?

  init(_ json: [UInt8]) throws {
    self = try JSONDecoder().decode(JobReport.self, from: Data(json))
  }
}

/// The part files of an output directory, by name.
typealias Parts = [String: [UInt8]]

extension Workspace {
  /// Runs a job to success with `mr run`; the output goes to a new directory.
  /// - Parameter arguments: all but `--output`.
  func run(_ arguments: [String], environment: [String: String] = [:]) async throws
    -> (parts: Parts, report: JobReport)
  {
    let output = path("output-\(UUID().uuidString)")
    let result = try await mr(
      ["run", "--json", "--quiet", "--output", output] + arguments, environment: environment)
    try #require(result.status == 0, "\(arguments): \(result.errors)")
    return (try parts(output), try JobReport(result.output))
  }

  /// What the same job gives in one process.
  func sequential(_ arguments: [String]) async throws -> Parts {
    let output = path("sequential-\(UUID().uuidString)")
    let result = try await mr(["run", "--sequential", "--quiet", "--output", output] + arguments)
    try #require(result.status == 0, "\(arguments): \(result.errors)")
    return try parts(output)
  }

  /// Runs a job that has to fail, and leave no output directory.
  /// - Returns: what it says on standard error.
  func failure(_ arguments: [String], environment: [String: String] = [:]) async throws -> String {
    let output = path("output-\(UUID().uuidString)")
    let result = try await mr(
      ["run", "--output", output, "--mappers", "2", "--reducers", "1"] + arguments,
      environment: environment)
    #expect(result.status == 1, "\(arguments): \(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: output), "the output directory is left")
    return result.errors
  }

  /// The parts of a complete output.
  func parts(_ output: String) throws -> Parts {
    let names = try files(in: output).filter { !["_BAD", ".mr-job.json"].contains($0) }
    #expect(names.last == "part-r-\(fiveDigits(names.count - 2))" && names.first == "_SUCCESS")
    var parts: Parts = [:]
    for name in names where name != "_SUCCESS" {
      parts[name] = Array(try #require(FileManager.default.contents(atPath: "\(output)/\(name)")))
    }
    return parts
  }

  private func fiveDigits(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
  }
}

extension Parts {
  /// All lines of all parts, in the order of their bytes, as `sort` gives them.
  var sortedLines: [UInt8] {
    var lines: [ArraySlice<UInt8>] = []
    for part in values { lines += part.split(separator: UInt8(ascii: "\n")) }
    lines.sort { $0.lexicographicallyPrecedes($1) }
    return lines.flatMap { $0 + [UInt8(ascii: "\n")] }
  }
}
