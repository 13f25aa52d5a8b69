import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Protocol

/// A worker that reports each task done as soon as it has it: map tasks with a manifest without
/// runs, reduce tasks with an empty part in the store.
struct SimulatedWorker: Sendable {
  private let id: String
  private let cluster: String
  private let worker: WireWorker.Client<HTTP2ClientTransport.Posix>
  private let barrier: WireBarrier.Client<HTTP2ClientTransport.Posix>
  private let tally: Tally

  private static let options: CallOptions = {
    var options = CallOptions.defaults
    options.maxResponseMessageBytes = WireLimits.messageBytes
    return options
  }()

  /// Runs workers that share a connection until they are cancelled.
  static func run(
    _ roles: [WireRole], _ cluster: String, _ client: GRPCClient<HTTP2ClientTransport.Posix>,
    _ tally: Tally
  ) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for role in roles {
        group.addTask { try await register(role, cluster, client, tally) }
      }
    }
  }

  private static func register(
    _ role: WireRole, _ cluster: String, _ client: GRPCClient<HTTP2ClientTransport.Posix>,
    _ tally: Tally
  ) async throws {
    let service = WireWorker.Client(wrapping: client)
    var request = WireRegisterRequest()
    request.clusterID = cluster
    request.role = role
    request.host = "simulated"
    request.version = Version.current
    let registration = try await service.register(request, options: options)
    let worker = SimulatedWorker(
      id: registration.workerID, cluster: cluster, worker: service,
      barrier: WireBarrier.Client(wrapping: client), tally: tally)
    tally.registered()
    do {
      try await withThrowingDiscardingTaskGroup { group in
        group.addTask {
          try await worker.beat(every: .milliseconds(Int64(registration.heartbeatMs)))
        }
        group.addTask { try await worker.work() }
      }
    } catch  where Task.isCancelled {
      return
    }
  }

  private func beat(every interval: Duration) async throws {
    var request = WireHeartbeatRequest()
    request.workerID = id
    // Not all at once.
    try await Task.sleep(for: interval * .random(in: 0..<1))
    while true {
      let begin = ContinuousClock.now
      let response = try await worker.heartbeat(request, options: Self.options)
      tally.heartbeat(took: .now - begin, isDropped: response.shutDown)
      try await Task.sleep(for: interval)
    }
  }

  private func work() async throws {
    var request = WireLeaseTaskRequest()
    request.workerID = id
    request.waitMs = 20_000
    while !Task.isCancelled {
      let response = try await worker.leaseTask(request, options: Self.options)
      guard response.hasAssignment else { continue }
      let begin = ContinuousClock.now
      let isAccepted = try await report(response.assignment)
      tally.report(took: .now - begin, isAccepted: isAccepted)
    }
  }

  private func report(_ assignment: WireAssignment) async throws -> Bool {
    if case .map(let task) = assignment.task {
      var request = WireArriveRequest()
      request.workerID = id
      request.clusterID = cluster
      request.attempt = assignment.attempt
      request.manifest.task = task.index
      request.manifest.attempt = assignment.attempt.attempt
      return try await barrier.arrive(request, options: Self.options).accepted
    }
    var request = WireReduceFinishedRequest()
    request.workerID = id
    request.attempt = assignment.attempt
    request.output.stored = WireStoredOutput()
    return try await worker.reduceFinished(request, options: Self.options).accepted
  }
}
