import GRPCCore
import Model
import Protocol
import Transport

/// A connection to a master. What its calls throw is `MRError`, or `CancellationError` when the
/// caller's task was cancelled.
struct MasterClient: Sendable {
  private let contact: MasterContact
  private let rpc: WireClient.Client<SocketClientTransport>

  /// Opens a connection for the duration of `body`.
  static func connected<Result: Sendable>(
    to contact: MasterContact, _ body: (MasterClient) async throws -> Result
  ) async throws -> Result {
    try await withGRPCClient(
      transport: SocketClientTransport(contact), interceptors: [BearerToken(contact.token)]
    ) { client in
      try await body(
        MasterClient(contact: contact, rpc: WireClient.Client(wrapping: client)))
    }
  }

  /// - Parameters:
  ///   - mappers: Nil if the master is to choose; so for `reducers`.
  ///   - waits: Until all workers have registered.
  func initCluster(mappers: Int?, reducers: Int?, waits: Bool = true) async throws
    -> WireClusterStatus
  {
    var request = WireInitClusterRequest()
    request.noWait = !waits
    if let mappers { request.numMappers = UInt32(clamping: mappers) }
    if let reducers { request.numReducers = UInt32(clamping: reducers) }
    return try await call { try await rpc.initCluster(request, options: Self.options).cluster }
  }

  func clusters() async throws -> [WireClusterStatus] {
    try await call { try await rpc.listClusters(.init(), options: Self.options).clusters }
  }

  func cluster(_ id: ClusterID) async throws -> WireClusterStatus {
    var request = WireGetClusterRequest()
    request.clusterID = id.description
    return try await call { try await rpc.getCluster(request, options: Self.options).cluster }
  }

  func stopCluster(_ id: ClusterID) async throws -> WireClusterStatus {
    var request = WireStopClusterRequest()
    request.clusterID = id.description
    return try await call { try await rpc.stopCluster(request, options: Self.options).cluster }
  }

  func submit(_ spec: JobSpec, to cluster: ClusterID) async throws -> JobID {
    var request = WireSubmitJobRequest()
    request.clusterID = cluster.description
    request.spec = WireJobSpec(spec)
    return try await call {
      try JobID(wire: try await rpc.submitJob(request, options: Self.options).jobID)
    }
  }

  func job(_ id: JobID) async throws -> WireJobStatus {
    var request = WireGetJobRequest()
    request.jobID = id.description
    return try await call { try await rpc.getJob(request, options: Self.options).job }
  }

  /// - Parameter cluster: only its jobs; nil for all.
  func jobs(of cluster: ClusterID?) async throws -> [WireJobStatus] {
    var request = WireListJobsRequest()
    request.clusterID = cluster?.description ?? ""
    return try await call { try await rpc.listJobs(request, options: Self.options).jobs }
  }

  /// Hands over the attempts of a job that have ended, page by page.
  func attempts(of id: JobID, _ body: ([WireAttemptStatus]) throws -> Void) async throws {
    var request = WireListAttemptsRequest()
    request.jobID = id.description
    while true {
      let page = try await call { try await rpc.listAttempts(request, options: Self.options) }
      try body(page.attempts)
      guard !page.isLast, let last = page.attempts.last else { return }
      request.after = last.attempt
    }
  }

  /// The job in its last phase.
  func wait(for id: JobID) async throws -> WireJobStatus {
    var request = WireWaitJobRequest()
    request.jobID = id.description
    request.timeoutMs = 30_000
    while true {
      let job = try await call { try await rpc.waitJob(request, options: Self.options).job }
      if job.phase.isEnd { return job }
    }
  }

  /// Hands over what happens to a job until it has ended.
  func follow(_ id: JobID, _ body: @Sendable @escaping (WireJobEvent) async throws -> Void)
    async throws
  {
    var request = WireFollowJobRequest()
    request.jobID = id.description
    try await call {
      try await rpc.followJob(request, options: Self.options) { response in
        for try await event in response.messages { try await body(event) }
      }
    }
  }

  func cancel(_ id: JobID) async throws -> WireJobStatus {
    var request = WireCancelJobRequest()
    request.jobID = id.description
    return try await call { try await rpc.cancelJob(request, options: Self.options).job }
  }

  /// Hands over the bytes of a log, in pieces.
  func readLog(
    _ id: JobID, _ log: WireLog, follow: Bool, _ body: @Sendable @escaping ([UInt8]) throws -> Void
  ) async throws {
    var request = WireReadJobLogRequest()
    request.jobID = id.description
    request.log = log
    request.follow = follow
    try await call {
      try await rpc.readJobLog(request, options: Self.options) { response in
        for try await piece in response.messages { try body([UInt8](piece.data)) }
      }
    }
  }

  /// - Returns: The text of a connection file.
  func createToken(_ name: String, _ role: AccessRole) async throws -> String {
    var request = WireCreateTokenRequest()
    request.name = name
    request.role = role.rawValue
    return try await call { try await rpc.createToken(request, options: Self.options).connection }
  }

  func tokens() async throws -> [WireToken] {
    try await call { try await rpc.listTokens(.init(), options: Self.options).tokens }
  }

  func revokeToken(_ name: String) async throws {
    var request = WireRevokeTokenRequest()
    request.name = name
    _ = try await call { try await rpc.revokeToken(request, options: Self.options) }
  }

  /// A master that is not there is an error at once, not something to wait for.
  private static let options: CallOptions = {
    var options = CallOptions.defaults
    options.waitForReady = false
    options.maxResponseMessageBytes = WireLimits.messageBytes
    return options
  }()

  private func call<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let error as RPCError {
      try Task.checkCancellation()
      let failure = MRError(error)
      guard failure.code == .network else { throw failure }
      throw MRError(
        .network, "no master answers at \(contact.address)", cause: failure.cause,
        remedy: contact.remedy)
    }
  }
}
