import BlockStore
import Execution
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Model
import Protocol

/// A worker: registers with its master, then leases tasks and runs them one after the other, with a
/// heartbeat beside them.
package struct WorkerProcess: Sendable {
  private let settings: WorkerSettings

  package init(_ settings: WorkerSettings) { self.settings = settings }

  /// Runs until the master tells the worker to end, which ends the process.
  /// - Throws: When the master is gone, or refuses the worker, or the task was cancelled.
  package func run() async throws {
    let host = settings.masterHost
    let target: any ResolvableTarget =
      host.contains(":")
      ? .ipv6(address: host, port: settings.masterPort) as ResolvableTargets.IPv6
      : .dns(host: host, port: settings.masterPort) as ResolvableTargets.DNS
    try await withGRPCClient(
      transport: .http2NIOPosix(target: target, transportSecurity: .plaintext)
    ) { client in
      let master = MasterConnection(client)
      defer { master.close() }
      try await work(master)
      try Task.checkCancellation()
      // The end of the process ends the connection as well. To take leave of the master would only
      // take time, and all the time there is if the master does not answer any more.
      exit(EXIT_SUCCESS)
    }
  }

  private func work(_ master: MasterConnection) async throws {
    let registration = try await master.register(request)
    var servers: [StoreAddress] = []
    for server in registration.storeServers { servers.append(try StoreAddress(server)) }
    let store = PooledStore(try MemcachedStore(servers: servers))
    let running = RunningAttempt()
    let runner = AttemptRunner(
      worker: registration.workerID, cluster: settings.cluster, master: master, store: store,
      namespace: registration.namespace,
      plugins: PluginCache(store: store, namespace: registration.namespace),
      note: try CrashNote(path: settings.notePath), running: running,
      memoryLimit: settings.memoryMB << 20, baseMemory: BaseMemory())
    let heartbeat = Heartbeat(
      worker: registration.workerID, master: master, running: running,
      interval: .milliseconds(Int64(max(100, registration.heartbeatMs))),
      patience: .milliseconds(Int64(registration.leaseMs)), taskTimeout: settings.taskTimeout)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await heartbeat.run() }
      group.addTask { try await leases(master, runner) }
      // Either ends the worker.
      try await group.next()
      group.cancelAll()
    }
  }

  /// Asks for tasks until there are none for this worker any more.
  private func leases(_ master: MasterConnection, _ runner: AttemptRunner) async throws {
    var request = WireLeaseTaskRequest()
    request.workerID = runner.worker
    while !Task.isCancelled {
      do throws(MRError) {
        let response = try await master.lease(request)
        guard response.hasAssignment else { return }
        var next: WireAssignment? = response.assignment
        while let assignment = next, !Task.isCancelled { next = try await runner.run(assignment) }
      } catch {
        // The heartbeat decides when a silent master is a lost one.
        guard error.code == .network else { throw error }
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  private var request: WireRegisterRequest {
    var request = WireRegisterRequest()
    request.clusterID = "\(settings.cluster)"
    request.role = WireRole(settings.role)
    request.host = ProcessInfo.processInfo.hostName
    request.pid = UInt32(getpid())
    request.version = Version.current
    if let identity = settings.identity {
      request.workerID = "\(identity.worker)"
      request.token = identity.token
    }
    return request
  }
}
