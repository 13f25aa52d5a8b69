import Foundation
import Testing

/// A running `mr master` of a test's own.
struct Master: Sendable {
  let workspace: Workspace
  let process: RunningProcess
  let address: String
  /// Of its store, with commas between.
  let store: String
  let stateDirectory: String

  /// One that is called over a network, as far as it knows: with tokens and encryption.
  static let inANetwork = ["--store-memory", "256", "--listen", "127.1:0"]

  /// Runs a master for the duration of `body`, then stops it with SIGTERM.
  static func run(
    in workspace: Workspace, arguments: [String] = ["--store-memory", "256"],
    environment: [String: String] = [:], _ body: (Master) async throws -> Void
  ) async throws {
    let master = try await start(in: workspace, arguments: arguments, environment: environment)
    try await body(master)
    try await master.stop(SIGTERM)
  }

  /// - Parameter state: name of the state directory; another master's, once it has ended.
  static func start(
    in workspace: Workspace, arguments: [String] = ["--store-memory", "256"],
    environment: [String: String] = [:], state: String = "state"
  ) async throws -> Master {
    let directory = workspace.path(state)
    let process = try workspace.start(
      mr: ["master", "--state-dir", directory] + arguments,
      environment: environment)
    let greeting = /listens at (\S+), its store is (.+)\n/
    try await eventually("the master to listen; it said: \(process.errors)") {
      process.hasEnded || process.errors.contains(greeting)
    }
    let match = try #require(try greeting.firstMatch(in: process.errors), "\(process.errors)")
    return Master(
      workspace: workspace, process: process, address: String(match.1),
      store: String(match.2.filter { $0 != " " }), stateDirectory: directory)
  }

  /// Sends a signal that the master cleans up after, and waits for its end.
  func stop(_ signal: Int32) async throws {
    process.send(signal)
    let result = try await process.wait(.seconds(30))
    #expect(result.status == 128 + signal, "\(result.errors)")
  }

  // MARK: Clients

  /// What clients call it by.
  var contact: String {
    address.hasPrefix("unix:") ? address : "\(stateDirectory)/connection.json"
  }

  func mr(_ arguments: String...) async throws -> RunningProcess.Result { try await mr(arguments) }

  func mr(_ arguments: [String]) async throws -> RunningProcess.Result {
    try await workspace.mr(arguments, environment: ["MR_MASTER": contact])
  }

  /// - Returns: what it prints, without the last line's end.
  func succeed(_ arguments: [String]) async throws -> String {
    let result = try await mr(arguments)
    try #require(result.status == 0, "\(arguments): \(result.errors)")
    return result.text.trimmingCharacters(in: .newlines)
  }

  func cluster(mappers: Int = 2, reducers: Int = 2) async throws -> String {
    try await succeed(["cluster", "init", "--mappers", "\(mappers)", "--reducers", "\(reducers)"])
  }

  /// Waits until a cluster has so many workers.
  func cluster(_ id: String, has workers: Int) async throws -> ClusterReport {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let text = try await succeed(["cluster", "show", id, "--json"])
      let report = try JSONDecoder().decode(ClusterReport.self, from: Data(text.utf8))
      if report.workers.count == workers { return report }
      try #require(ContinuousClock.now < deadline, "\(text)")
    }
  }

  /// - Parameter output: a name within the workspace.
  /// - Returns: the job's id.
  func submit(to cluster: String, output: String, _ arguments: [String]) async throws -> String {
    try await succeed(
      ["submit", "--cluster", cluster, "--output", workspace.path(output)] + arguments)
  }

  /// Waits for a job's end.
  func end(of job: String) async throws -> JobReport {
    try JobReport(try await mr("wait", job, "--json").output)
  }

  func report(_ job: String) async throws -> JobReport {
    try JobReport(Array(try await succeed(["status", job, "--json"]).utf8))
  }

  /// The job's log so far.
  func log(_ job: String) -> String {
    let path = "\(stateDirectory)/jobs/\(job)/job.log"
    return String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  /// Waits for a line of the job's log.
  func logged(_ job: String, _ text: String) async throws {
    do {
      try await eventually("'\(text)' in the log") { log(job).contains(text) }
    } catch {
      throw RunningProcess.Failure(description: "\(error); the log is\n\(log(job))")
    }
  }

  // MARK: Workers

  /// Its workers, by id.
  var workers: [String: ProcessTable.Entry] {
    let entries = workspace.processes.filter(\.isWorker).compactMap { entry in
      entry.value(of: "--worker-id").map { ($0, entry) }
    }
    return Dictionary(entries) { first, _ in first }
  }

  /// The worker that a task's first attempt started on, according to the log.
  func worker(of task: String, job: String) async throws -> ProcessTable.Entry {
    try await logged(job, "\(task) attempt 0 started on ")
    let text = log(job)
    let start = try #require(text.range(of: "\(task) attempt 0 started on "))
    let id = text[start.upperBound...].prefix { !$0.isWhitespace }
    return try #require(workers[String(id)], "\(id) is not among \(workers)")
  }
}

/// A file that tasks of the fixture plugin `gated` wait for.
struct Gate: Sendable {
  let path: String
  init(_ workspace: Workspace, _ name: String) { path = workspace.path(name) }

  /// Waits until a task waits at it.
  func reached() async throws {
    try await eventually("a task at \(path)") {
      FileManager.default.fileExists(atPath: path + ".reached")
    }
  }

  func open() throws { try Data().write(to: URL(filePath: path)) }
}
