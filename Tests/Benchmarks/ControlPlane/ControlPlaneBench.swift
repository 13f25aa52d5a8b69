import ArgumentParser
import GRPCCore
import Model
import Protocol
import Transport

/// Loads a master with workers that do nothing but ask for tasks and report them done, to see what
/// the control plane bears. `scripts/bench --only control` starts the master and reads the report.
@main
struct ControlPlaneBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control-plane-bench",
    abstract: "Runs jobs of very many empty tasks on a master with simulated workers.")

  @Option(help: "Where the master is: unix:PATH or HOST:PORT.", transform: address)
  var master: MasterAddress
  @Option(help: "Simulated mappers.") var mappers = 100
  @Option(help: "Simulated reducers.") var reducers = 900
  @Option(help: "Connections that the workers share; each has one of its own by default.")
  var connections: Int?
  @Option(help: "Jobs, one after the other.") var jobs = 2
  @Option(help: "Reduce tasks of a job, at most 65536.") var partitions = 50_000
  @Option(help: "Input of the jobs, absolute.") var input: String
  @Option(help: "Directory for the jobs' output, absolute.") var output: String

  func run() async throws {
    let report = try await connected { client in
      let control = ControlClient(WireClient.Client(wrapping: client))
      let cluster = try await control.initCluster()
      let tally = Tally()
      return try await withWorkers(of: cluster, tally) {
        let clock = ContinuousClock()
        let begin = clock.now
        var tasks = 0
        for number in 0..<jobs {
          tasks += try await control.run(
            on: cluster, input: input, output: "\(output)/\(number)", partitions: partitions)
        }
        return Report(
          workers: mappers + reducers, tasks: tasks, seconds: (clock.now - begin) / .seconds(1),
          tally.counts)
      }
    }
    try report.print()
  }

  /// Runs the simulated workers until `body` has ended.
  private func withWorkers<Result: Sendable>(
    of cluster: String, _ tally: Tally, _ body: () async throws -> Result
  ) async throws -> Result {
    let count = min(connections ?? .max, mappers + reducers)
    return try await withThrowingDiscardingTaskGroup { group in
      for connection in 0..<count {
        let roles: [WireRole] = stride(from: connection, to: mappers + reducers, by: count)
          .map { $0 < mappers ? .mapper : .reducer }
        group.addTask {
          try await connected { client in
            try await SimulatedWorker.run(roles, cluster, client, tally)
          }
        }
      }
      try await tally.waitForWorkers(mappers + reducers)
      let result = try await body()
      group.cancelAll()
      return result
    }
  }

  private func connected<Result: Sendable>(
    _ body: (GRPCClient<SocketClientTransport>) async throws -> Result
  ) async throws -> Result {
    try await withGRPCClient(
      transport: SocketClientTransport(MasterContact(address: master)), handleClient: body)
  }

  private static func address(_ text: String) throws -> MasterAddress {
    guard let address = MasterAddress(text) else {
      throw ValidationError("'\(text)' is not the address of a master.")
    }
    return address
  }
}
