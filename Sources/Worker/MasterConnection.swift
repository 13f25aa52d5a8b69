import GRPCCore
import Model
import Protocol
import Transport

/// What a worker asks and tells its master.
struct MasterConnection: Sendable {
  private let worker: WireWorker.Client<SocketClientTransport>
  private let heartbeats: RequestStream<WireHeartbeatRequest, WireHeartbeatResponse>
  private let leases: RequestStream<WireLeaseTaskRequest, WireLeaseTaskResponse>
  private let arrivals: RequestStream<WireArriveRequest, WireArriveResponse>
  private let reductions: RequestStream<WireReduceFinishedRequest, WireReduceFinishedResponse>

  private let proof: BearerToken

  /// - Parameter proof: What the client's calls show.
  init(_ client: GRPCClient<SocketClientTransport>, _ proof: BearerToken) {
    self.proof = proof
    let worker = WireWorker.Client(wrapping: client)
    let barrier = WireBarrier.Client(wrapping: client)
    let options = Self.options
    self.worker = worker
    heartbeats = RequestStream { send, receive in
      try await worker.heartbeat(options: options, requestProducer: send, onResponse: receive)
    }
    leases = RequestStream { send, receive in
      try await worker.leaseTask(options: options, requestProducer: send, onResponse: receive)
    }
    arrivals = RequestStream { send, receive in
      try await barrier.arrive(options: options, requestProducer: send, onResponse: receive)
    }
    reductions = RequestStream { send, receive in
      try await worker.reduceFinished(options: options, requestProducer: send, onResponse: receive)
    }
  }

  /// Ends the streams.
  func close() {
    heartbeats.close()
    leases.close()
    arrivals.close()
    reductions.close()
  }

  func register(_ request: WireRegisterRequest) async throws(MRError) -> WireRegisterResponse {
    let response = try await call { options in
      var options = options
      // Whoever started it is to hear that no master is there.
      options.waitForReady = false
      return try await worker.register(request, options: options)
    }
    // One that joins is somebody from now on.
    if !response.token.isEmpty { proof.show(response.token) }
    return response
  }

  func lease(_ request: WireLeaseTaskRequest) async throws(MRError) -> WireLeaseTaskResponse {
    try await call { _ in try await leases.answer(to: request) }
  }

  /// - Parameter timeout: A connection can be dead without anybody noticing.
  func heartbeat(_ request: WireHeartbeatRequest, timeout: Duration) async throws(MRError)
    -> WireHeartbeatResponse
  {
    try await call { _ in
      try await withThrowingTaskGroup(of: WireHeartbeatResponse.self) { group in
        group.addTask { [heartbeats] in try await heartbeats.answer(to: request) }
        group.addTask {
          try await Task.sleep(for: timeout)
          throw RPCError(code: .deadlineExceeded, message: "no answer within \(timeout)")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
      }
    }
  }

  func fail(_ request: WireReportFailureRequest) async throws(MRError) {
    _ = try await call { options in try await worker.reportFailure(request, options: options) }
  }

  func finish(_ request: WireReduceFinishedRequest) async throws(MRError)
    -> WireReduceFinishedResponse
  {
    try await call { _ in try await reductions.answer(to: request) }
  }

  func arrive(_ request: WireArriveRequest) async throws(MRError) -> WireArriveResponse {
    try await call { _ in try await arrivals.answer(to: request) }
  }

  private static let options: CallOptions = {
    var options = CallOptions.defaults
    options.maxRequestMessageBytes = WireLimits.messageBytes
    options.maxResponseMessageBytes = WireLimits.messageBytes
    return options
  }()

  private func call<Result>(_ body: (CallOptions) async throws -> Result) async throws(MRError)
    -> Result
  {
    do {
      return try await body(Self.options)
    } catch let error as RPCError {
      throw MRError(error)
    } catch is CancellationError {
      throw MRError(.cancelled, "the call to the master was cancelled")
    } catch {
      throw MRError(.network, "the call to the master failed", cause: "\(error)")
    }
  }
}
