import Glibc
import Model
import Threading
import Transport

extension MasterServer {
  /// The token of the user who runs the master: made once, and kept with its state.
  func ownToken() async throws -> AccessToken {
    let path = "\(settings.stateDirectory)/token"
    return try await BlockingThread.run { () throws(MRError) in
      if access(path, F_OK) == 0 { return AccessToken(try SecretFile.read(path, "the token")) }
      let token = AccessToken()
      try SecretFile.write(token.text + "\n", to: path, .journal)
      return token
    }
  }

  /// For others who are to call the master, wherever they are.
  func writeConnectionFile(_ listeners: Listeners, _ token: AccessToken?) async throws {
    let path = "\(settings.stateDirectory)/connection.json"
    guard let network = settings.network else { return await BlockingThread.run { unlink(path) } }
    let file = try await listeners.connection(showing: network.protection == .none ? nil : token)
    try await BlockingThread.run { () throws(MRError) in
      try SecretFile.write(file.text + "\n", to: path, .journal)
    }
  }
}
