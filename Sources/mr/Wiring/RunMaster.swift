import BlockStore
import Foundation
import Logging
import Master
import Model

/// Runs a master until the task is cancelled; then it stops its clusters and its store.
func runMaster(_ options: MasterOptions) async throws {
  let settings = MasterSettings(
    host: options.listen.host, port: options.listen.port,
    stateDirectory: options.stateDirectory, store: MasterSettings.Store(options.store),
    workerMemoryMB: options.workerMemoryMB,
    // One for each core: as many can begin at once.
    mostSpares: ProcessInfo.processInfo.activeProcessorCount)
  let server = MasterServer(settings, logger: logger(.info))
  try await server.run { address in
    let listen = NetworkAddress(host: address.host, port: address.port)
    let store = address.store.map { "\($0)" }.joined(separator: ", ")
    Console.note("the master listens at \(listen), its store is \(store)")
    // For as long as nobody cancels.
    while true { try await Task.sleep(for: .seconds(3600)) }
  }
}

/// Runs a private master with a state directory of its own for the duration of `body`. Whatever
/// happens, nothing is left behind: no process, no file.
/// - Parameter body: is handed the address at which the master listens.
func withPrivateMaster(
  store: StoreChoice, workerMemoryMB: Int,
  _ body: @Sendable @escaping (NetworkAddress) async throws -> Void
) async throws {
  let directory = FileManager.default.temporaryDirectory.path + "/mr-\(UUID().uuidString)"
  try FileManager.default.createDirectory(
    atPath: directory, withIntermediateDirectories: true,
    attributes: [.posixPermissions: 0o700])
  defer { try? FileManager.default.removeItem(atPath: directory) }
  let settings = MasterSettings(
    host: "127.0.0.1", port: 0, stateDirectory: directory, keepsLogs: false,
    store: MasterSettings.Store(store), workerMemoryMB: workerMemoryMB,
    // There is one job only.
    mostSpares: 0)
  // What happens to the job is told by those who follow it.
  let server = MasterServer(settings, logger: logger(.error))
  try await server.run { address in
    try await body(NetworkAddress(host: address.host, port: address.port))
  }
}

extension MasterSettings.Store {
  fileprivate init(_ choice: StoreChoice) {
    switch choice {
    case .servers(let servers): self = .servers(servers)
    case .own(let memory, let disk): self = .own(memory: memory, disk: disk)
    }
  }
}

private func logger(_ level: Logger.Level) -> Logger {
  var logger = Logger(label: "mr", factory: { StreamLogHandler.standardError(label: $0) })
  logger.logLevel = level
  return logger
}
