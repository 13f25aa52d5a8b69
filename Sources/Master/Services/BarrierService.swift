import GRPCCore
import Model
import Protocol

/// Where map attempts arrive: the distributed group-by-key between map and reduce.
struct BarrierService: WireBarrier.SimpleServiceProtocol {
  let clusters: ClusterRegistry

  func arrive(
    request: RPCAsyncSequence<WireArriveRequest, any Error>,
    response: RPCWriter<WireArriveResponse>, context: ServerContext
  ) async throws {
    try await answer(request, to: response) { try arrive($0) }
  }

  private func arrive(_ request: WireArriveRequest) throws(MRError) -> WireArriveResponse {
    let cluster = try clusters.cluster(ClusterID(wire: request.clusterID))
    let attempt = try AttemptID(request.attempt)
    let manifest = try MapManifest(request.manifest)
    let counters = try Counters(request.counters)
    let use = try ParameterWatch.Use(request.use)
    cluster.write(request.lines)
    var response = WireArriveResponse()
    if let job = cluster.runningJob(attempt.job) {
      response.accepted = job.mapArrived(attempt, manifest, counters, use)
    }
    cluster.progressed()
    if response.accepted, let next = cluster.leaseNext(try WorkerID(wire: request.workerID)) {
      response.next = WireAssignment(next)
    }
    return response
  }
}
