import Execution
import GRPCCore
import Model
import Protocol
import Scheduling

/// What worker processes call: registration, leases, heartbeats and reports.
struct WorkerService: WireWorker.SimpleServiceProtocol {
  let clusters: ClusterRegistry
  let environment: MasterEnvironment

  private static let heartbeat = Duration.seconds(1)
  private static let longestWait = Duration.seconds(30)

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
    if request.workerID.isEmpty {
      worker = try cluster.join(role: role, host: host, pid: Int(request.pid))
    } else {
      worker = try WorkerID(wire: request.workerID)
      try cluster.register(
        worker, role: role, token: request.token, host: host, pid: Int(request.pid))
    }
    var response = WireRegisterResponse()
    response.workerID = "\(worker)"
    response.storeServers = environment.storeAddresses.map { "\($0)" }
    response.namespace = environment.namespace
    response.heartbeatMs = UInt32(Self.heartbeat.milliseconds)
    response.leaseMs = UInt32(SchedulingLimits().leaseDuration.milliseconds)
    return response
  }

  func leaseTask(request: WireLeaseTaskRequest, context: ServerContext) async throws
    -> WireLeaseTaskResponse
  {
    let worker = try WorkerID(wire: request.workerID)
    let cluster = try clusters.cluster(worker.cluster)
    let wait = min(.milliseconds(Int64(request.waitMs)), Self.longestWait)
    var response = WireLeaseTaskResponse()
    if let lease = await cluster.lease(worker, wait: wait) {
      response.assignment = WireAssignment(lease)
    } else {
      response.shutDown = !cluster.isAlive(worker)
    }
    return response
  }

  func heartbeat(request: WireHeartbeatRequest, context: ServerContext) async throws
    -> WireHeartbeatResponse
  {
    let worker = try WorkerID(wire: request.workerID)
    let cluster = try clusters.cluster(worker.cluster)
    var response = WireHeartbeatResponse()
    response.shutDown = !cluster.heartbeat(worker)
    cluster.write(request.lines)
    for progress in request.attempts {
      let attempt = try AttemptID(progress.attempt)
      guard let job = cluster.runningJob(attempt.job) else {
        response.drop.append(progress.attempt)
        continue
      }
      let dropped = job.post { $0.renew(worker: worker, held: [attempt], now: Clock.now) }
      if dropped.isEmpty {
        job.note(attempt, bytes: Int(clamping: progress.bytes))
      } else {
        response.drop.append(progress.attempt)
      }
    }
    return response
  }

  func reportFailure(request: WireReportFailureRequest, context: ServerContext) async throws
    -> WireReportFailureResponse
  {
    let (cluster, attempt) = try addressed(request.workerID, request.attempt)
    cluster.write(request.lines)
    let error = MRError(request.error)
    let chunks = request.lostChunks.map(Int.init)
    let outputs = request.lostMapOutputs.map {
      MapOutputID(task: Int($0.mapTask), attempt: Int($0.mapAttempt))
    }
    await cluster.runningJob(attempt.job)?.apply { machine in
      if !outputs.isEmpty {
        machine.blockLost(attempt, outputs)
      } else if !chunks.isEmpty {
        machine.inputLost(attempt, chunks: chunks)
      } else {
        machine.failed(attempt, error)
      }
    }
    return WireReportFailureResponse()
  }

  func reduceFinished(request: WireReduceFinishedRequest, context: ServerContext) async throws
    -> WireReduceFinishedResponse
  {
    let (cluster, attempt) = try addressed(request.workerID, request.attempt)
    cluster.write(request.lines)
    let output = try ReduceOutput(request.output)
    let counters = try Counters(request.counters)
    var response = WireReduceFinishedResponse()
    if let job = cluster.runningJob(attempt.job) {
      response.accepted = await job.apply { $0.reduceArrived(attempt, output, counters) }
      cluster.progressed()
    }
    return response
  }

  func deregister(request: WireDeregisterRequest, context: ServerContext) async throws
    -> WireDeregisterResponse
  {
    let worker = try WorkerID(wire: request.workerID)
    try clusters.cluster(worker.cluster).left(worker)
    return WireDeregisterResponse()
  }

  private func addressed(_ worker: String, _ attempt: WireAttemptId) throws(MRError)
    -> (Cluster, AttemptID)
  {
    let worker = try WorkerID(wire: worker)
    return (try clusters.cluster(worker.cluster), try AttemptID(attempt))
  }
}

extension WireAssignment {
  init(_ lease: Cluster.Lease) {
    self.init()
    attempt = WireAttemptId(lease.assignment.attempt)
    plan = WireJobPlan(lease.job.plan, blocks: lease.job.pluginBlocks)
    switch lease.assignment {
    case .map(let task, _):
      map = WireMapTask(task)
    case .reduce(let task, _):
      reduce.task = WireReduceTask(task)
      reduce.probe.path = WireBytes(lease.job.output.probePath.utf8)
      reduce.probe.token = WireBytes(lease.job.outputToken.utf8)
    }
  }
}

extension Duration {
  var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
