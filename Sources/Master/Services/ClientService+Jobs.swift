import Threading
import Output
import GRPCCore
import Journal
import Logging
import Model
import Planning
import Protocol

/// Jobs: submission, status, waiting, following, cancelling. Logs: `ClientService+Logs`.
extension ClientService {
  func submitJob(request: WireSubmitJobRequest, context: ServerContext) async throws
    -> WireSubmitJobResponse
  {
    let cluster = try await running(ClusterID(wire: request.clusterID))
    let spec = try JobSpec(request.spec)
    try environment.checkSandbox(spec)
    let job = try await queued(spec, for: cluster)
    await cluster.jobs.submit(job)
    // It begins meanwhile; what is acknowledged is on disk.
    do throws(MRError) {
      try await environment.journal.settle()
    } catch {
      job.interrupt(.failed(error))
      throw error
    }
    var response = WireSubmitJobResponse()
    response.jobID = "\(job.id)"
    return response
  }

  /// Looks at a job, and makes it known.
  private func queued(_ spec: JobSpec, for cluster: Cluster) async throws(MRError) -> Job {
    let output = await environment.committers.run {
      OutputDirectory(path: spec.output).canonicalPath
    }
    try clusters.claim(output)
    do throws(MRError) {
      let planned = try await endingWithCall { [environment] () throws(MRError) in
        try await environment.submissions.pass { () throws(MRError) in
          try await environment.planner.plan(spec, reducers: cluster.reducers)
        }
      }
      let account = await account
      let id = try await environment.journal.submitJob(spec, cluster: cluster.id, by: account)
      let record = JobRecord(
        id: id, cluster: cluster.id, spec: spec, submitted: CalendarClock.milliseconds,
        by: account)
      environment.logger.info("\(account) submitted job \(id)")
      let job = Job(record, planned: planned, logs: environment.logs(id))
      clusters.add(job, output: output)
      return job
    } catch {
      clusters.release(output)
      throw error
    }
  }

  func getJob(request: WireGetJobRequest, context: ServerContext) async throws
    -> WireGetJobResponse
  {
    var response = WireGetJobResponse()
    response.job = try await status(JobID(wire: request.jobID))
    return response
  }

  func listJobs(request: WireListJobsRequest, context: ServerContext) async throws
    -> WireListJobsResponse
  {
    let cluster = request.clusterID.isEmpty ? nil : try ClusterID(wire: request.clusterID)
    // A name that nobody has is no cluster without jobs.
    if let cluster { _ = try await self.status(cluster) as WireClusterStatus }
    var response = WireListJobsResponse()
    response.jobs = try await environment.journal.jobs(cluster: cluster).map { record in
      clusters.job(record.id).map { WireJobStatus($0) } ?? WireJobStatus(record)
    }
    return response
  }

  func waitJob(request: WireWaitJobRequest, context: ServerContext) async throws
    -> WireWaitJobResponse
  {
    let id = try JobID(wire: request.jobID)
    let timeout = Duration.milliseconds(Int64(min(request.timeoutMs, Self.longestWait)))
    var response = WireWaitJobResponse()
    await clusters.job(id)?.ended.wait(after: 0, timeout: timeout)
    response.job = try await status(id)
    return response
  }

  /// The longest that a call waits, in milliseconds.
  private static let longestWait: UInt32 = 60_000

  func followJob(
    request: WireFollowJobRequest, response: RPCWriter<WireJobEvent>, context: ServerContext
  ) async throws {
    let id = try JobID(wire: request.jobID)
    guard let job = clusters.job(id) else {
      var event = WireJobEvent()
      event.status = try await status(id)
      return try await response.write(event)
    }
    let lines = job.logs.follow()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for await line in lines {
          var event = WireJobEvent()
          event.line = line
          try await response.write(event)
        }
      }
      group.addTask { try await sendStatus(of: job, to: response) }
      // Both end with the job, the lines when all of them are sent.
      try await group.waitForAll()
    }
    var last = WireJobEvent()
    last.status = WireJobStatus(job)
    try await response.write(last)
  }

  /// A snapshot when something changed, but not oftener than people can see.
  private func sendStatus(of job: Job, to response: RPCWriter<WireJobEvent>) async throws {
    while !job.isEnded, !Task.isCancelled {
      let version = job.changed.version
      var event = WireJobEvent()
      event.status = WireJobStatus(job)
      try await response.write(event)
      // The job's end is told at once.
      await job.ended.wait(after: 0, timeout: .milliseconds(100))
      await job.changed.wait(after: version, timeout: .seconds(1))
    }
  }

  func cancelJob(request: WireCancelJobRequest, context: ServerContext) async throws
    -> WireCancelJobResponse
  {
    let id = try JobID(wire: request.jobID)
    if let job = clusters.job(id), !job.isEnded, let cluster = clusters.find(job.cluster) {
      let account = await account
      if job.account != account { try Caller.current.check(.admin) }
      environment.logger.info("\(account) cancelled job \(id)")
      await cluster.jobs.cancel(job, "\(account) asked for it")
    }
    var response = WireCancelJobResponse()
    response.job = try await status(id)
    return response
  }

  private func status(_ id: JobID) async throws(MRError) -> WireJobStatus {
    if let job = clusters.job(id) { return WireJobStatus(job) }
    return WireJobStatus(try await record(of: id))
  }

  /// - Throws: `notFound` if there is no such job.
  func checkExists(_ id: JobID) async throws(MRError) {
    if clusters.job(id) == nil { _ = try await record(of: id) }
  }

  private func record(of id: JobID) async throws(MRError) -> JobRecord {
    guard let record = try await environment.journal.job(id) else {
      throw MRError(.notFound, "there is no job \(id)", remedy: "`mr jobs` lists them.")
    }
    return record
  }
}
