import Foundation
import Logging
import Master
import Model
import PluginHost
import Transport

/// Runs a master until the task is cancelled; then it stops its clusters and its store.
func runMaster(_ settings: MasterSettings) async throws {
  warnOfSandbox(settings)
  let server = MasterServer(settings, logger: logger(.info))
  try await server.run { address in
    let store = address.store.map { "\($0)" }.joined(separator: ", ")
    let place = address.network.map { "\($0)" } ?? "\(address.local)"
    Console.note("the master listens at \(place), its store is \(store)")
    if let network = settings.network {
      Console.note(
        network.protection == .none
          ? "WITHOUT ANY PROTECTION: whoever reaches \(place) can run code as this user"
          : "whoever calls it there needs \(settings.stateDirectory)/connection.json")
    }
    // For as long as nobody cancels.
    while true { try await Task.sleep(for: .seconds(3600)) }
  }
}

/// Runs a private master with a state directory of its own for the duration of `body`. Whatever
/// happens, nothing is left behind: no process, no file.
/// - Parameter body: is handed the socket at which the master listens.
func withPrivateMaster(
  store: MasterSettings.Store, workerMemoryMB: Int, isSandboxed: Bool,
  _ body: @Sendable @escaping (MasterContact) async throws -> Void
) async throws {
  let directory = try PrivateDirectory.temporary("mr-")
  defer { try? FileManager.default.removeItem(atPath: directory) }
  let settings = MasterSettings(
    network: nil, stateDirectory: directory,
    keepsLogs: false, store: store, workerMemoryMB: workerMemoryMB,
    // There is one job only.
    mostSpares: 0, isSandboxed: isSandboxed)
  // What happens to the job is told by those who follow it.
  warnOfSandbox(settings)
  let server = MasterServer(settings, logger: logger(.error))
  try await server.run { try await body(MasterContact(address: $0.local)) }
}

/// Says what the kernel does not see to.
private func warnOfSandbox(_ settings: MasterSettings) {
  guard settings.isSandboxed, let weakness = Sandbox.weakness else { return }
  Console.note("warning: \(weakness)")
}

private func logger(_ level: Logger.Level) -> Logger {
  var logger = Logger(label: "mr", factory: { ConsoleLog(label: $0) })
  logger.logLevel = level
  return logger
}
