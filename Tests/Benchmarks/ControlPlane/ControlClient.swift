import ArgumentParser
import GRPCCore
import Protocol
import Transport

/// What the benchmark asks of its master as a user.
struct ControlClient: Sendable {
  private let client: WireClient.Client<SocketClientTransport>

  init(_ client: WireClient.Client<SocketClientTransport>) { self.client = client }

  /// Starts a cluster with one real mapper and one real reducer, the fewest that there can be.
  func initCluster() async throws -> String {
    var request = WireInitClusterRequest()
    request.numMappers = 1
    request.numReducers = 1
    return try await client.initCluster(request).cluster.clusterID
  }

  /// Runs a job to its end.
  /// - Returns: Number of its tasks.
  func run(on cluster: String, input: String, output: String, partitions: Int) async throws -> Int {
    var request = WireSubmitJobRequest()
    request.clusterID = cluster
    request.spec.plugin = "wordcount"
    request.spec.input = input
    request.spec.output = output
    request.spec.reducers = UInt32(clamping: partitions)
    let job = try await client.submitJob(request).jobID
    while true {
      var request = WireWaitJobRequest()
      request.jobID = job
      request.timeoutMs = 10_000
      let status = try await client.waitJob(request).job
      switch status.phase {
      case .succeeded:
        return Int(status.progress.mapTasks.done) + Int(status.progress.reduceTasks.done)
      case .failed, .cancelled:
        throw CleanExit.message("\(job): \(status.error.message): \(status.error.cause)")
      default: continue
      }
    }
  }
}
