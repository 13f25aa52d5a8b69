import Output
package import Threading
package import BlockStore
import Foundation
import GRPCCore
import Journal
package import Logging
package import Model
import Planning
import Protocol
import Scheduling
import Sealing
import Transport

/// A master: its journal, its store, its clusters, and the gRPC server that they are reached by.
package struct MasterServer: Sendable {
  /// Where a master listens.
  package struct Address: Sendable {
    /// Its socket file.
    package var local: MasterAddress
    package var network: NetworkAddress?
    package var store: [StoreAddress]
  }

  private static let socketName = "master.sock"

  /// Where a master is reached on its own machine, whose state directory's sockets those are.
  package static func socket(in sockets: SocketDirectory) -> MasterAddress {
    .unix(path: sockets.socket(socketName))
  }

  let settings: MasterSettings
  private let logger: Logger

  package init(_ settings: MasterSettings, logger: Logger) {
    self.settings = settings
    self.logger = logger
  }

  /// Runs until `body` returns or the task is cancelled. When it returns, the master's workers and
  /// its memcached are gone.
  /// - Parameter body: Called once the master can be reached.
  /// - Throws: also `invalidArgument` if the environment has a task timeout that no worker takes.
  package func run<Result: Sendable>(
    _ body: @escaping @Sendable (Address) async throws -> Result
  ) async throws -> Result {
    // Its workers inherit the environment; a master says better than they what is wrong with it.
    _ = try TaskTimeout.fromEnvironment()
    let stop = AsyncCondition()
    return try await endingInOrder(stop) {
      try await withJournal { journal in
        try await withStore { store in
          try await endingInOrder(stop) {
            try await serve(journal, store) { address in
              try await stoppable(by: stop) { try await body(address) }
            }
          }
        }
      }
    }
  }

  /// Cancellation, also by a store that ended, would reach all parts at once. They are to end one after
  /// the other, from the body of `run` to the store, so it only asks the body to end.
  private func endingInOrder<Result: Sendable>(
    _ stop: AsyncCondition, _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let work = Task { try await work() }
    return try await withTaskCancellationHandler {
      try await work.value
    } onCancel: {
      stop.notify()
    }
  }

  private func stoppable<Result: Sendable>(
    by stop: AsyncCondition, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await whileRunning {
      await stop.wait(after: 0)
      throw CancellationError()
    } do: {
      try await body()
    }
  }

  private func withJournal<Result: Sendable>(
    _ body: (Journal) async throws -> Result
  ) async throws -> Result {
    let journal = try await BlockingThread.run { [settings] () throws(MRError) in
      try Journal(directory: settings.stateDirectory, isLasting: settings.keepsLogs)
    }
    let result: Swift.Result<Result, any Error>
    do { result = .success(try await body(journal)) } catch { result = .failure(error) }
    try await BlockingThread.run { () throws(MRError) in try journal.close() }
    return try result.get()
  }

  /// Runs `body` with the store: the pool that was named, or a memcached that ends with it.
  private func withStore<Result: Sendable>(
    _ body: @escaping @Sendable (StoreAccess) async throws -> Result
  ) async throws -> Result {
    switch settings.store {
    case .servers(let servers, let credential):
      return try await body(
        StoreAccess(servers: servers, credential: credential, secret: BlockSecret()))
    case .own(let memory, let disk):
      let directory = "\(settings.stateDirectory)/store"
      let memcached = try await BlockingThread.run { [settings] () throws(MRError) in
        try MemcachedProcess(
          memory: memory, disk: disk, directory: directory,
          at: settings.storeEndpoint(directory))
      }
      return try await whileRunning {
        try await memcached.run()
      } do: {
        try await body(try await memcached.start())
      }
    }
  }

  private func serve<Result: Sendable>(
    _ journal: Journal, _ store: StoreAccess,
    _ body: @escaping @Sendable (Address) async throws -> Result
  ) async throws -> Result {
    let environment = try await environment(journal, store)
    let registry = ClusterRegistry()
    let (launches, launch) = AsyncStream.makeStream(of: Cluster.self)
    let sockets = try SocketDirectory(
      for: settings.stateDirectory, orIn: settings.sharedSockets)
    let listeners = try await listeners(sockets)
    let launcher = WorkerLauncher(
      master: listeners.local, stateDirectory: settings.stateDirectory,
      keepsLogs: settings.keepsLogs, memoryMB: settings.workerMemoryMB,
      sandboxPorts: settings.isSandboxed ? store.servers.compactMap(\.port) : nil)
    let own = settings.network == nil ? nil : try await ownToken()
    let tokens = try await TokenRegistry(journal, own: own)
    let services: [any RegistrableRPCService] = [
      ClientService(
        clusters: registry, environment: environment, launch: { launch.yield($0) },
        launcher: launcher, listeners: listeners, tokens: tokens),
      WorkerService(clusters: registry, environment: environment),
      BarrierService(clusters: registry),
    ]
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(
        try await whileServing(at: listeners) {
          try await listeners.serve(services, tokens, registry)
        } do: {
          let address = try await whenListening(listeners)
          try await writeConnectionFile(listeners, own)
          return try await withClusters(launches) {
            try await recover(into: registry, environment, launcher, launch)
            return try await body(
              Address(local: address.local, network: address.network, store: store.servers))
          }
        })
    } catch {
      result = .failure(error)
    }
    await BlockingThread.run {
      unlink(sockets.socket(Self.socketName))
      sockets.remove()
      environment.planner.end()
      environment.sweeper.close(storeEnds: settings.store.isOwn)
    }
    return try result.get()
  }

  private func listeners(_ sockets: SocketDirectory) async throws -> Listeners {
    let (network, directory) = (settings.network, settings.stateDirectory)
    let isSandboxed = settings.isSandboxed
    return try await BlockingThread.run { () throws(MRError) in
      try sockets.make()
      let identity = try network.map { (network) throws(MRError) in
        try NetworkIdentity(network.protection, directory: directory)
      }
      return try Listeners(
        socket: sockets.socket(Self.socketName), network: network, identity ?? nil,
        isSandboxed: isSandboxed)
    }
  }

  /// Runs `body` while the master can be called.
  private func whileServing<Result: Sendable>(
    at listeners: Listeners, _ serve: @escaping @Sendable () async throws -> Void,
    do body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let served = AsyncCondition()
    return try await whileRunning {
      defer { served.notify() }
      try await serve()
    } do: {
      let result: Swift.Result<Result, any Error>
      do { result = .success(try await body()) } catch { result = .failure(error) }
      // What was sent before is still read: a server that is cancelled meanwhile ends the process.
      listeners.drain()
      await served.wait(after: 0, timeout: Self.patience)
      return try result.get()
    }
  }

  /// How long clients may take to end their calls when the master ends.
  private static let patience = Duration.milliseconds(200)

  private func whenListening(_ listeners: Listeners) async throws
    -> (local: MasterAddress, network: NetworkAddress?)
  {
    do throws(MRError) {
      return try await listeners.addresses()
    } catch {
      // The server itself knows better why it does not listen, and is about to say so.
      try await Task.sleep(for: .seconds(5))
      throw error
    }
  }

  /// Runs the clusters that are launched until `body` has ended; then their workers end.
  private func withClusters<Result: Sendable>(
    _ launches: AsyncStream<Cluster>, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await whileRunning {
      await withDiscardingTaskGroup { group in
        for await cluster in launches { group.addTask { await cluster.run() } }
      }
      throw CancellationError()
    } do: {
      try await body()
    }
  }

  private func environment(_ journal: Journal, _ access: StoreAccess) async throws
    -> MasterEnvironment
  {
    let here = access.reached(by: nil)
    let (memcached, store) = (try here.memcached(), try here.blocks())
    let room = try await BlockingThread.run { () throws(MRError) in
      try memcached.checkDistinct()
      return try store.statistics()
    }
    let namespace = String(UInt64.random(in: .min ... .max), radix: 36)
    let sweeper = StoreSweeper(store: store, logger: logger)
    let isOwn = settings.store.isOwn
    let childSandbox: ChildSandbox = settings.isSandboxed ? .always : .first
    // A disk that is full drops its oldest blocks.
    let keepsAll = isOwn && room.disk == 0
    return MasterEnvironment(
      journal: journal, store: store, storeAccess: access,
      storeRoom: StoreRoom(room, isOwn: isOwn), namespace: namespace, sweeper: sweeper,
      shelf: PluginShelf(
        store: store, namespace: namespace, sweeper: sweeper,
        mostIdle: keepsAll ? room.limit / 64 : 0),
      planner: Planner(
        ChildDoor(loading: ChildLimits(time: .seconds(30), sandbox: childSandbox)),
        directory: "\(settings.stateDirectory)/plugins", rule: settings.pluginRule),
      stateDirectory: settings.stateDirectory, childSandbox: childSandbox,
      mostSpares: settings.mostSpares, logger: logger)
  }

  /// Starts the clusters of a former life again, with the jobs that had not ended.
  private func recover(
    into registry: ClusterRegistry, _ environment: MasterEnvironment, _ launcher: WorkerLauncher,
    _ launch: AsyncStream<Cluster>.Continuation
  ) async throws {
    let recovery = try await environment.journal.recover()
    for error in recovery.setAside { logger.warning("set aside: \(error)") }
    for record in recovery.clusters {
      let cluster = Cluster(
        (record.id, record.mappers, record.reducers, record.created),
        firstWorker: .random(in: 1000..<1_000_000), environment: environment, launcher: launcher)
      registry.add(cluster)
      for record in recovery.jobs where record.cluster == cluster.id {
        let job = Job(record, planned: nil, logs: environment.logs(record.id))
        let output = await BlockingThread.run {
          OutputDirectory(path: record.spec.output).canonicalPath
        }
        registry.add(job, output: output)
        await cluster.jobs.submit(job)
      }
      launch.yield(cluster)
    }
  }

  /// Runs `body` beside a service that is to run as long; the service's failure ends both.
  private func whileRunning<Result: Sendable>(
    _ service: @escaping @Sendable () async throws -> Void,
    do body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await service()
        return nil
      }
      group.addTask { try await body() }
      defer { group.cancelAll() }
      while let next = try await group.next() {
        if let result = next { return result }
      }
      throw CancellationError()
    }
  }
}
