import Execution
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Model
import Protocol

/// What a worker asks and tells its master.
struct MasterConnection: Sendable {
  private let worker: WireWorker.Client<HTTP2ClientTransport.Posix>
  private let barrier: WireBarrier.Client<HTTP2ClientTransport.Posix>

  init(_ client: GRPCClient<HTTP2ClientTransport.Posix>) {
    worker = WireWorker.Client(wrapping: client)
    barrier = WireBarrier.Client(wrapping: client)
  }

  func register(_ request: WireRegisterRequest) async throws(MRError) -> WireRegisterResponse {
    try await call { options in try await worker.register(request, options: options) }
  }

  func lease(_ request: WireLeaseTaskRequest) async throws(MRError) -> WireLeaseTaskResponse {
    try await call { options in try await worker.leaseTask(request, options: options) }
  }

  /// - Parameter timeout: A connection can be dead without anybody noticing.
  func heartbeat(_ request: WireHeartbeatRequest, timeout: Duration) async throws(MRError)
    -> WireHeartbeatResponse
  {
    try await call { options in
      var options = options
      options.timeout = timeout
      return try await worker.heartbeat(request, options: options)
    }
  }

  func fail(_ request: WireReportFailureRequest) async throws(MRError) {
    _ = try await call { options in try await worker.reportFailure(request, options: options) }
  }

  func finish(_ request: WireReduceFinishedRequest) async throws(MRError) -> Bool {
    try await call { options in
      try await worker.reduceFinished(request, options: options).accepted
    }
  }

  func arrive(_ request: WireArriveRequest) async throws(MRError) -> Bool {
    try await call { options in try await barrier.arrive(request, options: options).accepted }
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
    } catch {
      throw MRError(.network, "the call to the master failed", cause: "\(error)")
    }
  }
}
