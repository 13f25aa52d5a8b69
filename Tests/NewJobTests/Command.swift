import Foundation

/// Starts programs and waits for them.
enum Command {
  struct Result: Sendable {
    var status: Int32
    /// Standard output and standard error.
    var output: String
  }

  /// What is built lies beside the test bundle.
  static let mr = program("mr")
  static let newJob = program("mr-new-job")

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// - Parameter command: a path, or a name that is looked for in PATH, and the arguments.
  static func run(
    _ command: [String], in directory: String, environment: [String: String] = [:]
  ) async throws -> Result {
    let log = NSTemporaryDirectory() + "mr-new-job-\(UUID().uuidString).log"
    try Data().write(to: URL(filePath: log))
    defer { try? FileManager.default.removeItem(atPath: log) }
    let output = try FileHandle(forWritingTo: URL(filePath: log))
    defer { try? output.close() }

    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(filePath: directory)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // A user has none of this.
    process.environment?["MR_WARNINGS_AS_ERRORS"] = nil
    let status = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return Result(status: status, output: try String(contentsOfFile: log, encoding: .utf8))
  }

  /// Whether a program is in PATH.
  static func has(_ program: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }

  private static func program(_ name: String) -> String {
    let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent().path
      + "/\(name)"
  }
}
