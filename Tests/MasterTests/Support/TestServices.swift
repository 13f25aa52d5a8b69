import Model
import Protocol
import Testing

@testable import Master

/// The services of a master with a cluster that has no processes of its own: those who join by hand
/// are what it has.
struct TestServices {
  let master: TestMaster
  let cluster: Cluster
  let client: ClientService
  let worker: WorkerService
  let barrier: BarrierService

  /// - Parameter body: May have the master's job run.
  static func run(
    input: String = "a line\n", _ body: (TestServices) async throws -> Void
  ) async throws {
    let services = try await TestServices(try await TestMaster(input: Array(input.utf8)))
    let cluster = services.cluster
    async let running: Void = cluster.run()
    try await body(services)
    await cluster.jobs.cancelAll(by: "the test")
    cluster.stop()
    await running
    #expect(try await services.master.close() == [])
  }

  private init(_ master: TestMaster) async throws {
    self.master = master
    let registry = ClusterRegistry()
    let launcher = WorkerLauncher(
      master: .unix(path: "/nowhere"),
      stateDirectory: master.environment.stateDirectory, keepsLogs: false, memoryMB: 256)
    cluster = Cluster(
      (id: master.job.cluster, mappers: 0, reducers: 0, created: 1000),
      environment: master.environment, launcher: launcher)
    registry.add(cluster)
    registry.add(master.job, output: "/output")
    client = ClientService(
      clusters: registry, environment: master.environment, launch: { _ in }, launcher: launcher,
      listeners: try Listeners(socket: "/nowhere", network: nil),
      tokens: try await TokenRegistry(master.environment.journal, own: nil))
    worker = WorkerService(clusters: registry, environment: master.environment)
    barrier = BarrierService(clusters: registry)
  }

  /// The id of a worker that has joined.
  func join(_ role: WireRole) async throws -> String {
    var request = WireRegisterRequest()
    request.clusterID = "\(cluster.id)"
    request.role = role
    request.host = "test"
    request.version = Version.current
    return try await Caller.$current.withValue(.user) {
      try await worker.register(request: request, context: Calls.context).workerID
    }
  }

  /// The task that a worker gets; waits for one.
  func lease(_ id: String) async throws -> WireLeaseTaskResponse {
    var request = WireLeaseTaskRequest()
    request.workerID = id
    return try await speaking(for: id) {
      try await Calls.answer(to: request) {
        try await worker.leaseTask(request: $0, response: $1, context: $2)
      }
    }
  }

  func heartbeat(_ request: WireHeartbeatRequest) async throws -> WireHeartbeatResponse {
    try await speaking(for: request.workerID) { try await heartbeatAsIs(request) }
  }

  /// Of whoever calls.
  func heartbeatAsIs(_ request: WireHeartbeatRequest) async throws -> WireHeartbeatResponse {
    try await Calls.answer(to: request) {
      try await worker.heartbeat(request: $0, response: $1, context: $2)
    }
  }

  func report(_ request: WireReportFailureRequest) async throws -> WireReportFailureResponse {
    try await speaking(for: request.workerID) {
      try await worker.reportFailure(request: request, context: Calls.context)
    }
  }

  /// Makes a call as the worker does.
  func speaking<Result: Sendable>(
    for worker: String, _ call: () async throws -> Result
  ) async throws -> Result {
    let caller = Caller(identity: .worker(try #require(WorkerID(worker))), role: nil)
    return try await Caller.$current.withValue(caller) { try await call() }
  }

  func arrive(_ requests: WireArriveRequest...) async throws -> [WireArriveResponse] {
    try await arrive(requests)
  }

  func arrive(_ requests: [WireArriveRequest]) async throws -> [WireArriveResponse] {
    try await speaking(for: requests[0].workerID) {
      try await Calls.answers(to: requests) {
        try await barrier.arrive(request: $0, response: $1, context: $2)
      }
    }
  }

  /// The report of a mapper that has left nothing of a task.
  func arrival(_ id: String, _ assignment: WireAssignment) throws -> WireArriveRequest {
    var request = WireArriveRequest()
    request.workerID = id
    request.clusterID = "\(cluster.id)"
    request.attempt = assignment.attempt
    request.manifest.task = assignment.attempt.task
    request.manifest.attempt = assignment.attempt.attempt
    let task = try MapTask(assignment.map)
    request.engineCounters.mapInputBytes = UInt64(task.length)
    request.engineCounters.mapInputRecords = UInt64(task.records ?? 0)
    return request
  }
}

/// Has a call refused.
func refused(
  _ code: MRError.Code, sourceLocation: SourceLocation = #_sourceLocation,
  _ call: () async throws -> some Any
) async {
  do {
    _ = try await call()
    Issue.record("it is not refused", sourceLocation: sourceLocation)
  } catch {
    #expect((error as? MRError)?.code == code, "\(error)", sourceLocation: sourceLocation)
  }
}

extension Caller {
  /// Who may do everything.
  static let user = Caller(identity: .peer(user: 0), role: .admin)
}
