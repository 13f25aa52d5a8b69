import Foundation
import TestSupport
import Testing

/// A test's own place: a directory for its files, a TMPDIR for the programs that it starts, and a
/// mark by which their processes are found.
struct Workspace: Sendable {
  let directory: String
  /// TMPDIR of what the test starts.
  let temporary: String
  private let outputs: String
  private let marker: String

  private init() throws {
    directory = "/tmp/mr-integration-\(UUID().uuidString)"
    temporary = "\(directory)/tmp"
    outputs = "\(directory)/printed"
    marker = "TEST_MARKER=\(directory)"
    for path in [directory, temporary, outputs] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
  }

  /// Runs a test. Whatever its outcome, afterwards there must be no process of it any more, and
  /// nothing in its TMPDIR.
  static func run(_ body: (Workspace) async throws -> Void) async throws {
    let workspace = try Workspace()
    let result: Result<Void, any Error>
    do { result = .success(try await body(workspace)) } catch { result = .failure(error) }
    // A test that failed has not stopped what it started.
    if case .failure = result { workspace.killAll() }
    try? await eventually("no process", within: .seconds(15)) { workspace.processes.isEmpty }
    #expect(workspace.processes.isEmpty, "processes are left")
    if case .success = result {
      #expect(try workspace.files(in: workspace.temporary) == [], "temporary files are left")
    }
    workspace.killAll()
    try? FileManager.default.removeItem(atPath: workspace.directory)
    try result.get()
  }

  // MARK: Files

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = path(name)
    let parent = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Names of a directory's entries, sorted; none if it does not exist.
  func files(in path: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// English-like text in several files, and the layout that names them.
  func text(_ name: String, bytes: Int, files: Int = 3, seed: Int = 1) async throws -> String {
    let result = try await tool(
      "\(Checkout.root)/scripts/generate-text", "--bytes", "\(bytes)", "--files", "\(files)",
      "--seed", "\(seed)", "--output", path(name))
    try #require(result.status == 0, "\(result.errors)")
    return path(name) + "/*"
  }

  // MARK: Programs

  /// Only tests of the cache have one: what others do is not to depend on what was done before.
  var environment: [String: String] {
    [
      "TMPDIR": temporary, "TEST_MARKER": directory, "MR_CACHE": "off",
      "XDG_STATE_HOME": path(".state"),
      // Workers are found by the mark, too; the others are for plugins of tests.
      "MR_ENV": "TEST_MARKER,COUNTED_OPENS,TALKATIVE_LEAVES",
    ]
  }

  var processes: [ProcessTable.Entry] { ProcessTable(with: marker).entries }

  func start(
    _ command: [String], environment more: [String: String] = [:], input: String = "/dev/null"
  ) throws -> RunningProcess {
    try RunningProcess(
      command, environment: environment.merging(more) { $1 }, input: input, directory: outputs)
  }

  /// Starts `mr`.
  func start(mr arguments: [String], environment: [String: String] = [:]) throws -> RunningProcess {
    try start([Checkout.mr] + arguments, environment: environment)
  }

  /// Runs `mr` to its end.
  func mr(_ arguments: [String], environment: [String: String] = [:]) async throws
    -> RunningProcess.Result
  {
    try await start(mr: arguments, environment: environment).wait()
  }

  func tool(_ command: String...) async throws -> RunningProcess.Result {
    try await start(command).wait()
  }

  /// What a shell pipeline prints, with the bytes ordered as such.
  func shell(_ script: String, _ arguments: String...) async throws -> [UInt8] {
    let result = try await start(
      ["bash", "-o", "pipefail", "-ec", script, "bash"] + arguments, environment: ["LC_ALL": "C"]
    ).wait()
    try #require(result.status == 0, "\(script): \(result.errors)")
    return result.output
  }

  func killAll() { for process in processes { kill(process.pid, SIGKILL) } }
}

/// Where things lie.
enum Checkout {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The programs are built into the directory that the test bundle lies in.
  static let mr: String = {
    let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let directory = URL(filePath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent()
    return directory.path + "/mr"
  }()
}
