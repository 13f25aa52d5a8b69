import GRPCCore
import Model
import Protocol
import Transport

/// Where a master is called: at a socket file by those of its own machine who may open it, and at an
/// address of the network if it was told to listen there.
struct Listeners: Sendable {
  private struct Listener: Sendable {
    let address: MasterAddress
    let trust: AccessInterceptor.Trust
    let transport: SocketServerTransport
  }

  private let file: Listener
  private let network: Listener?
  /// How callers in the network know the master.
  private let proof: ServerProof?

  /// - Parameters:
  ///   - network: Its host may be a name, which is looked up. Blocks.
  ///   - identity: What it shows there, if it encrypts.
  ///   - isSandboxed: Whether what its workers start is kept from calling it.
  init(
    socket: String, network: ListenSettings?, _ identity: NetworkIdentity? = nil,
    isSandboxed: Bool = false
  ) throws(MRError) {
    func transport(
      _ address: MasterAddress, _ certificate: ServerCertificate? = nil
    ) throws(MRError) -> SocketServerTransport {
      try SocketServerTransport(
        address, showing: certificate, largestRequest: WireLimits.messageBytes)
    }
    proof = identity?.proof
    let file = MasterAddress.unix(path: socket)
    self.file = Listener(
      address: file, trust: .peers(isSandboxed: isSandboxed), transport: try transport(file))
    self.network = try network.map { (network) throws(MRError) in
      let address = network.address
      let numeric = NetworkAddress(host: try address.numericHost(), port: address.port)
      return Listener(
        address: .tcp(address), trust: network.protection == .none ? .everybody : .nobody,
        transport: try transport(.tcp(numeric), identity?.certificate))
    }
  }

  private var all: [Listener] { [file] + (network.map { [$0] } ?? []) }

  /// The socket file.
  var local: MasterAddress { file.address }

  /// Serves until the graceful shutdown is over or the task is cancelled. What ends one ends all.
  func serve(
    _ services: [any RegistrableRPCService], _ tokens: TokenRegistry, _ clusters: ClusterRegistry
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for listener in all {
        group.addTask {
          let access = AccessInterceptor(
            trust: listener.trust, tokens: tokens, clusters: clusters)
          let server = GRPCServer(
            transport: listener.transport, services: services, interceptors: [access])
          do { try await server.serve() } catch {
            throw cannotListen(at: listener.address, error)
          }
        }
      }
      defer { group.cancelAll() }
      try await group.waitForAll()
    }
  }

  /// Takes no more calls; `serve` returns when those that run are over.
  func drain() {
    for listener in all { listener.transport.drain() }
  }

  /// Waits until all of them listen.
  /// - Returns: The socket file, and the address in the network with the port that the kernel chose.
  func addresses() async throws(MRError) -> (local: MasterAddress, network: NetworkAddress?) {
    _ = try await port(of: file)
    guard let network, case .tcp(let address) = network.address else { return (local, nil) }
    let port = try await port(of: network)
    return (local, NetworkAddress(host: address.host, port: port))
  }

  /// What somebody needs to call the master with a token.
  /// - Parameter token: nil for one who needs none.
  func connection(showing token: AccessToken?) async throws(MRError) -> ConnectionFile {
    let (local, network) = try await addresses()
    let address = network.map { MasterAddress.tcp($0.advertised) } ?? local
    return ConnectionFile(
      MasterContact(
        address: address, token: token?.text, proof: network == nil ? nil : proof))
  }

  private func port(of listener: Listener) async throws(MRError) -> Int {
    guard let port = await listener.transport.listeningPort else {
      throw MRError(.network, "the master does not listen at \(listener.address)")
    }
    return port
  }

  private func cannotListen(at address: MasterAddress, _ error: any Error) -> any Error {
    if error is CancellationError { return error }
    return MRError(
      .network, "cannot listen at \(address)", cause: SocketListener.reason(error),
      remedy: address == local
        ? "See whether its directory can be written to."
        : "Is another master running there? Choose another address with --listen.")
  }
}
