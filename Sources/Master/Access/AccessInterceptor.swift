import GRPCCore
import Model
import Protocol
import Transport

/// Finds out who calls, and lets nobody through to what is not his.
struct AccessInterceptor: ServerInterceptor {
  /// Whom a listener believes without a token.
  enum Trust: Sendable {
    /// Who could open its socket file; but not what the master itself has started, where that is in a sandbox.
    case peers(isSandboxed: Bool)
    case nobody
    case everybody
  }

  let trust: Trust
  let tokens: TokenRegistry
  let clusters: ClusterRegistry

  func intercept<Input: Sendable, Output: Sendable>(
    request: StreamingServerRequest<Input>, context: ServerContext,
    next:
      @Sendable (StreamingServerRequest<Input>, ServerContext) async throws
      -> StreamingServerResponse<Output>
  ) async throws -> StreamingServerResponse<Output> {
    let caller = try caller(request.metadata)
    try Self.check(caller, context.descriptor)
    var response = try await Caller.$current.withValue(caller) {
      try await next(request, context)
    }
    // What a call streams is made later.
    if case .success(var contents) = response.accepted {
      let producer = contents.producer
      let token = tokenThatMayBeRevoked(caller, request.metadata)
      contents.producer = { [tokens] writer in
        let writer =
          token.map {
            RPCWriter(wrapping: GuardedWriter(base: writer, token: $0, tokens: tokens))
          } ?? writer
        return try await Caller.$current.withValue(caller) { try await producer(writer) }
      }
      response.accepted = .success(contents)
    }
    return response
  }

  /// - Returns: nil for a caller that is let in without one, or is a worker.
  private func tokenThatMayBeRevoked(_ caller: Caller, _ metadata: Metadata) -> AccessToken? {
    guard case .holder = caller.identity else { return nil }
    return BearerToken.shown(by: metadata).map { AccessToken($0) }
  }

  private func caller(_ metadata: Metadata) throws(MRError) -> Caller {
    let proof = BearerToken.shown(by: metadata)
    if let proof, let worker = clusters.worker(proof) {
      return Caller(identity: .worker(worker), role: nil)
    }
    if case .peers(isSandboxed: true) = trust { try Self.checkOutside(Peer(metadata)) }
    if let proof {
      if let holder = tokens.holder(of: AccessToken(proof)) { return holder }
      throw MRError(
        .unauthenticated, "the master does not know this token",
        remedy: "It may have been revoked, or be another master's: ask for a new one "
          + "(`mr token create`).")
    }
    switch trust {
    case .peers:
      return Caller(identity: .peer(user: Peer(metadata)?.user ?? .max), role: .admin)
    case .everybody: return Caller(identity: .anybody, role: .admin)
    case .nobody:
      throw MRError(
        .unauthenticated, "the master wants a token",
        remedy: "Name a file that has it with MR_TOKEN_FILE, or the master's connection file with "
          + "--master; on the master's machine its state directory has both.")
    }
  }

  /// A plugin in a sandbox can open the socket file, and read its user's token.
  /// - Throws: `denied` for what a worker has started.
  private static func checkOutside(_ peer: Peer?) throws(MRError) {
    guard let peer, !ProcessTree.isBelowThisOne(peer.process) else {
      throw MRError(
        .denied, "a process in a sandbox calls the master", cause: "a worker of it has started it")
    }
    guard !ProcessTree.isConfined(peer.process) else {
      throw MRError(
        .denied, "a process in a sandbox calls the master",
        cause: "it has given up rights that the master has, as what a worker has started",
        remedy: "Call it from a process without no_new_privs, and without filters of its own.")
    }
  }

  /// - Throws: `denied`. What a worker's calls say of workers, and those of the role `submit` of jobs,
  ///   the services check.
  private static func check(_ caller: Caller, _ method: MethodDescriptor) throws(MRError) {
    switch method.service {
    case WireWorker.descriptor, WireBarrier.descriptor:
      if case .worker = caller.identity { return }
      guard method == WireWorker.Method.Register.descriptor else {
        throw MRError(.denied, "\(caller) is no worker")
      }
      try caller.check(.join)
    default: try caller.check(roles[method.method] ?? .admin)
    }
  }

  private static let roles: [String: AccessRole] = [
    "GetMaster": .read, "ListClusters": .read, "GetCluster": .read, "GetJob": .read,
    "ListJobs": .read, "ListAttempts": .read, "WaitJob": .read, "FollowJob": .read,
    "ReadJobLog": .read, "SubmitJob": .submit, "CancelJob": .submit,
  ]
}
