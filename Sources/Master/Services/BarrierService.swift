import Cache
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
    let worker = try Caller.worker(request.workerID)
    let id = try ClusterID(wire: request.clusterID)
    guard worker.cluster == id else {
      throw MRError(.invalidArgument, "the worker \(worker) is none of the cluster \(id)")
    }
    let cluster = try clusters.cluster(id)
    let attempt = try AttemptID(request.attempt)
    let manifest = try MapManifest(request.manifest)
    let counters = try Counters(engine: request.engineCounters, user: request.counters)
    let use = try ParameterWatch.Use(request.use)
    let bad = try badInputs(request.bad, "bad", of: attempt.task)
    try checkCount(request.code, "code", atMost: WireLimits.codeFiles)
    let code = try request.code.map { (file) throws(MRError) in
      CodeFile(path: try BytePath(wire: file.path, "code.path"), identity: Array(file.identity))
    }
    try cluster.jobs.write(request.lines)
    var response = WireArriveResponse()
    if let job = cluster.jobs.running(attempt.job) {
      response.accepted = job.mapArrived(
        attempt, manifest, counters, use, bad: bad, code: code, by: worker)
    }
    cluster.workers.progressed()
    if response.accepted, !request.isLast,
      let next = cluster.workers.leaseNext(worker, of: attempt.job)
    {
      response.next = WireAssignment(next)
    }
    return response
  }
}
