import BlockStore
import Model
import Protocol
import Sealing

extension StoreAccess {
  /// - Parameter master: Where the worker reaches the master that it has registered with.
  /// - Throws: also `network` or `invalidArgument` if the master tells nonsense.
  init(_ registration: WireRegisterResponse, from master: MasterAddress) throws(MRError) {
    var servers: [StoreAddress] = []
    for server in registration.storeServers { servers.append(try StoreAddress(server)) }
    let (password, secret) = (registration.storePassword, registration.storeSecret)
    self.init(
      servers: servers,
      credential: password.isEmpty ? nil : try StoreCredential(password),
      secret: secret.isEmpty ? nil : try BlockSecret(bytes: secret))
    if case .tcp(let address) = master {
      self = reached(by: address.host)
    } else {
      self = reached(by: nil)
    }
  }
}
