import Master
import Model
import Protocol

/// One job with a master, memcached and workers of its own, which end with it. Ctrl-C cancels the job.
struct PrivateRun {
  let workers: WorkerCounts
  let memory: WorkerMemoryOption
  let store: MasterSettings.Store
  /// nil: nothing is remembered of it.
  let keeper: RunKeeper?

  /// - Throws: what the job's follower throws.
  func run(
    _ spec: JobSpec, follower: @escaping @Sendable (MasterClient) -> JobFollower
  ) async throws {
    let job = CancellableJob()
    let (workers, memory, store, keeper) = (workers, memory, store, keeper)
    try await interruptible(onFirst: { await job.cancel() }) {
      try await withPrivateMaster(
        store: store, workerMemoryMB: memory.workerMemory, isSandboxed: spec.sandbox
      ) { contact in
        try await MasterClient.connected(to: contact) { client in
          // The job is looked at, and its input loaded, while the workers start.
          let cluster = try await client.initCluster(
            mappers: workers.mappers, reducers: workers.reducers, waits: false)
          let id = try await client.submit(spec, to: ClusterID(wire: cluster.clusterID))
          let follower = follower(client)
          job.started {
            follower.note("cancelling job \(id)")
            return (try? await client.cancel(id)) != nil
          }
          defer { job.ended() }
          let result: Result<Void, any Error>
          do { result = .success(try await follower.follow(id)) } catch { result = .failure(error) }
          if let keeper { await keeper.keep(id, of: client, follower) }
          try result.get()
        }
      }
    }
  }
}
