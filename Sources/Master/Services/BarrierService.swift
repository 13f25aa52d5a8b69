import Cache
import Foundation
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
    try await answer(request, to: response) { request in
      try await keep(request)
      return try arrive(request)
    }
  }

  /// Keeps which files keys may come from, before the attempt counts: a result lacks none then.
  private func keep(_ request: WireArriveRequest) async throws(MRError) {
    guard !request.provenance.isEmpty else { return }
    guard request.provenance.count <= WireLimits.provenance else {
      throw MRError(.invalidArgument, "provenance has more than \(WireLimits.provenance) bytes")
    }
    let worker = try Caller.worker(request.workerID)
    let attempt = try AttemptID(request.attempt)
    guard attempt.task.kind == .map else { return }
    let job = try clusters.cluster(worker.cluster).jobs.running(attempt.job)
    // Of an attempt that is not its own, or has arrived, nothing is kept.
    guard let job, job.isHeld(attempt, by: worker) else { return }
    await job.keep(Array(request.provenance), of: attempt.task.index)
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
    try cluster.jobs.write(request.lines, of: worker)
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
