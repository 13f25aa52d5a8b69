import Foundation
import GRPCCore
import BlockStore
import Model
import Protocol
import Sealing
import Transport

/// A worker that has joined its master, to be run by a process in a sandbox: who enters one has to know before which
/// ports the store has, and only who joins is told. It travels through a pipe, because there are secrets in it.
package struct JoinedWorker: Codable, Sendable {
  private var connection: ConnectionFile
  /// What the master answered, as it was encoded.
  private var registration: Data
  private var cluster: String
  private var role: String
  private var memoryMB: Int
  /// Where it connects to.
  package var ports: [Int]

  /// The name that the master has given it.
  package var name: String

  /// Joins the master.
  /// - Throws: `network` if there is none, `denied` if it lets nobody in.
  package static func join(_ settings: WorkerSettings) async throws -> JoinedWorker {
    let proof = BearerToken(settings.master.token)
    return try await withGRPCClient(
      transport: SocketClientTransport(settings.master), interceptors: [proof]
    ) { client in
      let master = MasterConnection(client, proof)
      defer { master.close() }
      return try JoinedWorker(
        settings, try await settings.register(with: master, isSandboxed: true))
    }
  }

  private init(_ settings: WorkerSettings, _ response: WireRegisterResponse) throws {
    var contact = settings.master
    if !response.token.isEmpty { contact.token = response.token }
    connection = ConnectionFile(contact)
    registration = response.encoded
    cluster = "\(settings.cluster)"
    role = settings.role.rawValue
    memoryMB = settings.memoryMB
    name = response.workerID
    ports = try StoreAccess(response, from: contact.address).servers.compactMap(\.port)
    if case .tcp(let address) = contact.address { ports.append(address.port) }
  }

  /// What runs it.
  /// - Throws: `internal` if that is no such worker.
  package var settings: WorkerSettings {
    get throws(MRError) {
      guard let cluster = ClusterID(cluster), let role = Role(rawValue: role),
        let registration = WireRegisterResponse(encoded: registration)
      else { throw MRError(.internal, "a worker was not told what it is") }
      var settings = WorkerSettings(
        master: try connection.contact, cluster: cluster, role: role, memoryMB: memoryMB)
      settings.registration = registration
      return settings
    }
  }
}
