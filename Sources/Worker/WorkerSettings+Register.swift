import Foundation
import Model
import Protocol
import Transport

extension WorkerSettings {
  /// Makes the worker known to its master.
  /// - Parameter isSandboxed: It is going to run in a sandbox, although it was started by hand.
  func register(
    with master: MasterConnection, isSandboxed: Bool = false
  ) async throws(MRError) -> WireRegisterResponse {
    var request = WireRegisterRequest()
    request.clusterID = "\(cluster)"
    request.role = WireRole(role)
    request.host = ProcessInfo.processInfo.hostName
    request.pid = UInt32(getpid())
    request.version = Version.current
    request.sandboxed = isSandboxed
    do throws(MRError) { return try await master.register(request) } catch {
      guard error.code == .network else { throw error }
      throw MRError(
        .network, "no master answers at \(self.master.address)", cause: error.cause,
        remedy: self.master.remedy)
    }
  }
}
