import Foundation
import Testing

/// A master of a test, with its own state, which ends with it.
struct MasterProcess {
  private let address: String
  private let directory: String

  /// Starts one in a directory and hands it to a test.
  static func with(in directory: String, _ body: (MasterProcess) async throws -> Void) async throws
  {
    let log = "\(directory)/master.log"
    try Data().write(to: URL(filePath: log))
    let process = Process()
    process.executableURL = URL(filePath: Command.mr)
    process.arguments = [
      "master", "--store-memory", "64", "--state-dir", "\(directory)/state",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(filePath: log))
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    let master = MasterProcess(address: try await address(in: log), directory: directory)
    try await body(master)
  }

  /// Calls `mr` as a client of it.
  /// - Returns: the last line that it printed.
  func mr(_ arguments: String...) async throws -> String {
    let result = try await Command.run(
      [Command.mr] + arguments, in: directory, environment: ["MR_MASTER": address])
    try #require(result.status == 0, "\(result.output)")
    return result.output.split(separator: "\n").last.map(String.init) ?? ""
  }

  private static func address(in log: String) async throws -> String {
    for _ in 0..<600 {
      let text = try String(contentsOfFile: log, encoding: .utf8)
      if let found = text.firstMatch(of: /listens at (\S+),/) { return String(found.1) }
      try await Task.sleep(for: .milliseconds(50))
    }
    return try #require(nil as String?, "the master does not say where it listens")
  }
}
