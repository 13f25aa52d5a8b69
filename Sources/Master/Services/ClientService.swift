import Threading
import BlockStore
import Foundation
import GRPCCore
import Journal
import Logging
import Model
import Protocol
import Scheduling
import Sealing

/// What users of the master call about the master and its clusters. Jobs: `ClientService+Jobs`.
struct ClientService: WireClient.SimpleServiceProtocol {
  let clusters: ClusterRegistry
  let environment: MasterEnvironment
  /// Starts to run a cluster.
  let launch: @Sendable (Cluster) -> Void
  let launcher: WorkerLauncher
  let listeners: Listeners
  let tokens: TokenRegistry
  let started = ContinuousClock.now

  func getMaster(request: WireGetMasterRequest, context: ServerContext) async throws
    -> WireGetMasterResponse
  {
    let statistics = try await BlockingThread.run { [environment] () throws(MRError) in
      try environment.store.statistics()
    }
    var response = WireGetMasterResponse()
    response.version = Version.current
    response.uptimeMs = UInt64(clamping: (ContinuousClock.now - started).milliseconds)
    let addresses = try await listeners.addresses()
    response.listen = addresses.network?.description ?? addresses.local.description
    response.storeServers = environment.storeAccess.servers.map { "\($0)" }
    response.storeLimitBytes = UInt64(clamping: statistics.limit)
    response.storeUsedBytes = UInt64(clamping: statistics.used)
    response.storeEvictions = UInt64(clamping: statistics.evictions)
    response.stateDirectory = environment.stateDirectory
    return response
  }

  func initCluster(request: WireInitClusterRequest, context: ServerContext) async throws
    -> WireInitClusterResponse
  {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let mappers = try workers(request.hasNumMappers ? Int(request.numMappers) : cores, "mappers")
    let reducers = try workers(
      request.hasNumReducers ? Int(request.numReducers) : cores, "reducers")
    try clusters.checkRoom(for: mappers + reducers)
    let account = await account
    let id = try await environment.journal.createCluster(
      mappers: mappers, reducers: reducers, by: account)
    environment.logger.info("\(account) started cluster \(id)")
    let cluster = Cluster(
      (id, mappers, reducers, CalendarClock.milliseconds), environment: environment,
      launcher: launcher)
    clusters.add(cluster)
    launch(cluster)
    do {
      if !request.noWait { try await cluster.waitUntilReady() }
    } catch {
      // The caller never learns its name: nobody else could stop it.
      cluster.stop()
      try? await environment.journal.endCluster(id, error: error)
      throw error
    }
    var response = WireInitClusterResponse()
    response.cluster = WireClusterStatus(cluster)
    return response
  }

  /// Who calls, as the journal and the log name them.
  var account: String {
    get async {
      let caller = Caller.current
      return await BlockingThread.run { caller.account }
    }
  }

  private func workers(_ count: Int, _ name: String) throws(MRError) -> Int {
    guard (1...WireLimits.workers).contains(count) else {
      throw MRError(
        .invalidArgument, "a cluster cannot have \(count) \(name)",
        remedy: "Name a number from 1 to \(WireLimits.workers).")
    }
    return count
  }

  func listClusters(request: WireListClustersRequest, context: ServerContext) async throws
    -> WireListClustersResponse
  {
    var response = WireListClustersResponse()
    response.clusters = try await environment.journal.clusters().map(status)
    return response
  }

  func getCluster(request: WireGetClusterRequest, context: ServerContext) async throws
    -> WireGetClusterResponse
  {
    var response = WireGetClusterResponse()
    response.cluster = try await status(ClusterID(wire: request.clusterID))
    return response
  }

  func stopCluster(request: WireStopClusterRequest, context: ServerContext) async throws
    -> WireStopClusterResponse
  {
    let id = try ClusterID(wire: request.clusterID)
    if let cluster = clusters.find(id), !cluster.workers.isStopped {
      let account = await account
      environment.logger.info("\(account) stopped cluster \(id)")
      await cluster.jobs.cancelAll(by: account)
      cluster.stop()
      await cluster.waitUntilGone()
      try await environment.journal.endCluster(id, by: account)
    }
    var response = WireStopClusterResponse()
    response.cluster = try await status(id)
    return response
  }

  /// - Throws: `notFound` if there is no such cluster, or it has stopped.
  func running(_ id: ClusterID) async throws -> Cluster {
    let cluster = try? clusters.cluster(id)
    if let cluster, !cluster.workers.isStopped { return cluster }
    let record = try await environment.journal.clusters().first { $0.id == id }
    guard cluster != nil || record != nil else { return try clusters.cluster(id) }
    let reason = cluster?.workers.failure ?? record?.error
    throw MRError(
      .notFound, "cluster \(id) has stopped", cause: reason?.line,
      remedy: "Start another with `mr cluster init`; `mr cluster list` lists them.")
  }

  func status(_ id: ClusterID) async throws(MRError) -> WireClusterStatus {
    if let cluster = clusters.find(id) { return WireClusterStatus(cluster) }
    guard let record = try await environment.journal.clusters().first(where: { $0.id == id })
    else {
      throw MRError(
        .notFound, "there is no cluster \(id)", remedy: "`mr cluster list` lists them.")
    }
    return WireClusterStatus(record)
  }

  private func status(_ record: ClusterRecord) -> WireClusterStatus {
    clusters.find(record.id).map { WireClusterStatus($0) } ?? WireClusterStatus(record)
  }
}
