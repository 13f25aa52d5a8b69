import GRPCCore
import Model
import Protocol
import Transport

/// Where a master is called: at a socket file by those of its own machine who may open it, and at an
/// address of the network if it was told to listen there.
struct Listeners: Sendable {
  private struct Listener: Sendable {
    let address: MasterAddress
    let transport: SocketServerTransport
  }

  private let file: Listener
  private let network: Listener?

  /// - Parameter network: Its host may be a name, which is looked up. Blocks.
  init(socket: String, network: NetworkAddress?) throws(MRError) {
    func listener(at address: MasterAddress, named name: MasterAddress) -> Listener {
      Listener(
        address: name,
        transport: SocketServerTransport(address, largestRequest: WireLimits.messageBytes))
    }
    file = listener(at: .unix(path: socket), named: .unix(path: socket))
    if let network {
      let numeric = NetworkAddress(host: try network.numericHost(), port: network.port)
      self.network = listener(at: .tcp(numeric), named: .tcp(network))
    } else {
      self.network = nil
    }
  }

  private var all: [Listener] { [file] + (network.map { [$0] } ?? []) }

  /// The socket file.
  var local: MasterAddress { file.address }

  /// Serves until the graceful shutdown is over or the task is cancelled. What ends one ends all.
  func serve(_ services: [any RegistrableRPCService]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for listener in all {
        group.addTask {
          let server = GRPCServer(transport: listener.transport, services: services)
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

  private func port(of listener: Listener) async throws(MRError) -> Int {
    guard let port = await listener.transport.listeningPort else {
      throw MRError(.network, "the master does not listen at \(listener.address)")
    }
    return port
  }

  private func cannotListen(at address: MasterAddress, _ error: any Error) -> any Error {
    if error is CancellationError { return error }
    return MRError(
      .network, "cannot listen at \(address)", cause: "\(error)",
      remedy: address == local
        ? "See whether its directory can be written to."
        : "Is another master running there? Choose another address with --listen.")
  }
}
