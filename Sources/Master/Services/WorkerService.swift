import Output
import BlockStore
import Foundation
import GRPCCore
import Model
import Protocol
import Scheduling
import Sealing

/// What worker processes call: registration, leases, heartbeats and reports.
struct WorkerService: WireWorker.SimpleServiceProtocol {
  let clusters: ClusterRegistry
  let environment: MasterEnvironment

  private static let heartbeat = Duration.seconds(1)

  func register(request: WireRegisterRequest, context: ServerContext) async throws
    -> WireRegisterResponse
  {
    guard request.version == Version.current else {
      throw MRError(
        .invalidArgument, "a worker of version \(printable(request.version.utf8)) cannot join",
        cause: "the master's version is \(Version.current)",
        remedy: "Install the same mr on both hosts.")
    }
    let cluster = try clusters.cluster(ClusterID(wire: request.clusterID))
    let role = try Role(request.role)
    let host = printable(request.host.utf8.prefix(256))
    let worker: WorkerID
    var response = WireRegisterResponse()
    if case .worker(let ours) = Caller.current.identity {
      worker = ours
      // That process ends when its worker is given up: it has to be one that the master has started.
      let pid = Int32(exactly: request.pid).flatMap { ProcessTree.isBelowThisOne($0) ? $0 : nil }
      try cluster.workers.register(worker, role: role, host: host, pid: Int(pid ?? 0))
    } else {
      guard request.sandboxed || !environment.isSandboxed else { throw Self.unconfined }
      try clusters.checkRoom(for: 1)
      (worker, response.token) = try cluster.workers.join(role: role, host: host)
    }
    response.workerID = "\(worker)"
    let store = environment.storeAccess
    response.storeServers = store.servers.map { "\($0)" }
    response.storePassword = store.credential?.text ?? ""
    response.storeSecret = store.secret.map { Data($0.bytes) } ?? Data()
    response.namespace = environment.namespace
    response.heartbeatMs = UInt32(Self.heartbeat.milliseconds)
    response.leaseMs = UInt32(SchedulingLimits().leaseDuration.milliseconds)
    return response
  }

  private static let unconfined = MRError(
    .denied, "a worker without a sandbox cannot join",
    cause: "the workers of this master run in sandboxes (--sandbox)",
    remedy: "Start it with `mr worker --sandbox`.")

  func leaseTask(
    request: RPCAsyncSequence<WireLeaseTaskRequest, any Error>,
    response: RPCWriter<WireLeaseTaskResponse>, context: ServerContext
  ) async throws {
    try await answer(request, to: response) { request in
      let worker = try Caller.worker(request.workerID)
      let cluster = try clusters.cluster(worker.cluster)
      var response = WireLeaseTaskResponse()
      let change =
        request.change.isEmpty
        ? nil
        : WorkerPool.ProcessChange(
          text: printable(request.change.utf8.prefix(1024)), endsNow: request.endsNow)
      let lease = await withRPCCancellationHandler {
        await cluster.workers.lease(worker, change, while: { !context.cancellation.isCancelled })
      } onCancelRPC: {
        cluster.workers.wake(worker)
      }
      if let lease {
        response.assignment = WireAssignment(lease)
        let (job, epoch) = (lease.job.id, lease.job.epoch)
        if request.knownJob != "\(job)" || request.knownEpoch != epoch {
          response.job = lease.job.told
        }
      } else {
        response.shutDown = true
        response.renew = cluster.workers.isToRenew(worker)
      }
      return response
    }
  }

  func heartbeat(
    request: RPCAsyncSequence<WireHeartbeatRequest, any Error>,
    response: RPCWriter<WireHeartbeatResponse>, context: ServerContext
  ) async throws {
    try await answer(request, to: response) { try heartbeat($0) }
  }

  private func heartbeat(_ request: WireHeartbeatRequest) throws(MRError) -> WireHeartbeatResponse {
    let worker = try Caller.worker(request.workerID)
    let cluster = try clusters.cluster(worker.cluster)
    try checkCount(request.attempts, "attempts", atMost: WireLimits.attempts)
    var response = WireHeartbeatResponse()
    response.shutDown = !cluster.workers.heartbeat(worker)
    response.renew = response.shutDown && cluster.workers.isToRenew(worker)
    try cluster.jobs.write(request.lines, of: worker)
    for progress in request.attempts {
      let attempt = try AttemptID(progress.attempt)
      let work = AttemptWork(
        bytes: try bounded(progress.bytes, "attempts.bytes", in: 0...WireLimits.bytes),
        records: try bounded(progress.records, "attempts.records", in: 0...WireLimits.bytes))
      guard let job = cluster.jobs.running(attempt.job) else {
        response.drop.append(progress.attempt)
        continue
      }
      if !job.post({ $0.renew(attempt, by: worker, work, now: Clock.now) }) {
        response.drop.append(progress.attempt)
      }
    }
    return response
  }

  func reportFailure(request: WireReportFailureRequest, context: ServerContext) async throws
    -> WireReportFailureResponse
  {
    let (worker, cluster, attempt) = try addressed(request.workerID, request.attempt)
    try checkCount(request.lostChunks, "lost_chunks", atMost: WireLimits.losses)
    try checkCount(request.lostMapOutputs, "lost_map_outputs", atMost: WireLimits.losses)
    try cluster.jobs.write(request.lines, of: worker)
    let chunks = request.lostChunks.map(Int.init)
    let outputs = request.lostMapOutputs.map {
      MapOutputID(task: Int($0.mapTask), attempt: Int($0.mapAttempt))
    }
    let place = request.hasPlace ? try RecordRange(request.place) : nil
    let found = try badInputs(request.found, "found", of: attempt.task)
    let job = cluster.jobs.running(attempt.job)
    let error = job?.explained(MRError(request.error)) ?? MRError(request.error)
    var response = WireReportFailureResponse()
    response.accepted =
      job?.post { machine in
        if !outputs.isEmpty {
          machine.blockLost(attempt, outputs, by: worker)
        } else if !chunks.isEmpty {
          machine.inputLost(attempt, chunks: chunks, by: worker)
        } else {
          machine.failed(
            attempt,
            AttemptFault(error, request.hung ? .hung : .error, at: place, found: found),
            by: worker)
        }
      } ?? false
    return response
  }

  func reduceFinished(
    request: RPCAsyncSequence<WireReduceFinishedRequest, any Error>,
    response: RPCWriter<WireReduceFinishedResponse>, context: ServerContext
  ) async throws {
    try await answer(request, to: response) { try reduceFinished($0) }
  }

  private func reduceFinished(_ request: WireReduceFinishedRequest) throws(MRError)
    -> WireReduceFinishedResponse
  {
    let (worker, cluster, attempt) = try addressed(request.workerID, request.attempt)
    let output = try ReduceOutput(request.output)
    let counters = try Counters(engine: request.engineCounters, user: request.counters)
    let use = try ParameterWatch.Use(request.use)
    let bad = try badInputs(request.bad, "bad", of: attempt.task)
    try cluster.jobs.write(request.lines, of: worker)
    var response = WireReduceFinishedResponse()
    if let job = cluster.jobs.running(attempt.job) {
      response.accepted = job.reduceArrived(
        attempt, output, counters, use, bad: bad, by: worker)
    }
    cluster.workers.progressed()
    if response.accepted, !request.isLast,
      let next = cluster.workers.leaseNext(worker, of: attempt.job)
    {
      response.next = WireAssignment(next)
    }
    return response
  }

  private func addressed(_ worker: String, _ attempt: WireAttemptId) throws(MRError)
    -> (WorkerID, Cluster, AttemptID)
  {
    let worker = try Caller.worker(worker)
    return (worker, try clusters.cluster(worker.cluster), try AttemptID(attempt))
  }
}

extension WireAssignment {
  init(_ lease: WorkerPool.Lease) {
    self.init()
    attempt = WireAttemptId(lease.assignment.attempt)
    epoch = UInt32(clamping: lease.job.epoch)
    switch lease.assignment {
    case .map(let task, _): map = WireMapTask(task)
    case .reduce(let task, _): reduce = WireReduceTask(task)
    }
    if !lease.care.isEmpty { care = WireTaskCare(lease.care) }
  }
}
