import GRPCCore
import Model
import Protocol

/// Where map attempts arrive: the distributed group-by-key between map and reduce.
struct BarrierService: WireBarrier.SimpleServiceProtocol {
  let clusters: ClusterRegistry

  func arrive(request: WireArriveRequest, context: ServerContext) async throws
    -> WireArriveResponse
  {
    let cluster = try clusters.cluster(ClusterID(wire: request.clusterID))
    let attempt = try AttemptID(request.attempt)
    let manifest = try MapManifest(request.manifest)
    let counters = try Counters(request.counters)
    cluster.write(request.lines)
    var response = WireArriveResponse()
    if let job = cluster.runningJob(attempt.job) {
      response.accepted = await job.mapArrived(attempt, manifest, counters)
      cluster.progressed()
    }
    return response
  }
}
