import Model
import Protocol
import Testing

@testable import Master

@Suite struct WorkerServiceTests {
  @Test func whoJoinsByHandGetsAName() async throws {
    try await TestServices.run { services in
      let first = try await services.join(.mapper)
      let second = try await services.join(.reducer)
      #expect(first == "c1-w1" && second == "c1-w2")
      var request = WireRegisterRequest()
      request.clusterID = "c1"
      request.role = .mapper
      await refused(.invalidArgument) {
        try await services.worker.register(request: request, context: Calls.context)
      }
      request.version = Version.current
      request.clusterID = "c99"
      await refused(.notFound) {
        try await services.worker.register(request: request, context: Calls.context)
      }
    }
  }

  @Test func aWorkerSpeaksForNobodyElse() async throws {
    try await TestServices.run { services in
      let (one, other) = (try await services.join(.mapper), try await services.join(.mapper))
      var request = WireHeartbeatRequest()
      request.workerID = other
      await refused(.denied) {
        try await services.speaking(for: one) { try await services.heartbeatAsIs(request) }
      }
      // Nobody in particular, and a user.
      await refused(.denied) { try await services.heartbeatAsIs(request) }
      await refused(.denied) {
        try await Caller.$current.withValue(.user) { try await services.heartbeatAsIs(request) }
      }
    }
  }

  @Test func tokensOfWorkersAreTheirs() async throws {
    try await TestServices.run { services in
      let pool = services.cluster.workers
      let (one, token) = try pool.join(role: .mapper, host: "test")
      let (other, _) = try pool.join(role: .mapper, host: "test")
      #expect(WorkerPool.owner(of: token) == one)
      #expect(pool.has(one, token) && !pool.has(other, token))
      #expect(!pool.has(one, "") && !pool.has(one, "\(one):") && !pool.has(one, token + "0"))
      for text in ["", ":", "c1-w1", "c1:x", "\u{0}:"] {
        #expect(WorkerPool.owner(of: text) == nil)
      }
    }
  }

  @Test func heartbeatsAreAnswered() async throws {
    try await TestServices.run { services in
      var request = WireHeartbeatRequest()
      request.workerID = "c1-w7"
      #expect(try await services.heartbeat(request).shutDown, "nobody knows it")
      request.workerID = try await services.join(.mapper)
      #expect(try await services.heartbeat(request) == WireHeartbeatResponse())
      // Of a job that does not run.
      var progress = WireAttemptProgress()
      progress.attempt.jobID = "j9"
      progress.attempt.kind = .map
      request.attempts = [progress]
      #expect(try await services.heartbeat(request).drop == [progress.attempt])
    }
  }

  /// Nothing is computed from a list that is too long, or a number that cannot be.
  @Test func everyListIsBounded() async throws {
    try await TestServices.run { services in
      let id = try await services.join(.mapper)
      var attempt = WireAttemptId()
      attempt.jobID = "j1"
      attempt.kind = .map
      var progress = WireAttemptProgress()
      progress.attempt = attempt
      var beat = WireHeartbeatRequest()
      beat.workerID = id
      beat.attempts = Array(repeating: progress, count: WireLimits.attempts + 1)
      await refused(.invalidArgument) { try await services.heartbeat(beat) }
      for change in [
        { (progress: inout WireAttemptProgress) in progress.bytes = .max }, { $0.records = .max },
      ] {
        beat.attempts = [progress]
        change(&beat.attempts[0])
        await refused(.invalidArgument) { try await services.heartbeat(beat) }
      }
      let lines = Array(repeating: WireUserLogLine(), count: WireLimits.logLines + 1)
      beat.attempts = []
      beat.lines = lines
      await refused(.invalidArgument) { try await services.heartbeat(beat) }

      for change in [
        { (report: inout WireReportFailureRequest) in report.lines = lines },
        { $0.lostChunks = Array(repeating: 0, count: WireLimits.losses + 1) },
        { $0.lostMapOutputs = Array(repeating: .init(), count: WireLimits.losses + 1) },
      ] {
        var report = WireReportFailureRequest()
        report.workerID = id
        report.attempt = attempt
        change(&report)
        await refused(.invalidArgument) { try await services.report(report) }
      }
      var arrival = WireArriveRequest()
      arrival.workerID = id
      arrival.clusterID = "c1"
      arrival.attempt = attempt
      arrival.lines = lines
      await refused(.invalidArgument) { try await services.arrive(arrival) }
    }
  }

  @Test func onlyTheHolderOfATaskReportsOnIt() async throws {
    try await TestServices.run { services in
      let (mapper, stranger) = (
        try await services.join(.mapper), try await services.join(.mapper)
      )
      await services.cluster.jobs.submit(services.master.job)
      let assignment = try await services.lease(mapper).assignment
      #expect(assignment.attempt.jobID == "j1" && assignment.attempt.kind == .map)
      var report = WireReportFailureRequest()
      report.workerID = stranger
      report.attempt = assignment.attempt
      report.error = WireError(MRError(.plugin, "no luck"))
      #expect(try await !services.report(report).accepted)
      report.workerID = mapper
      #expect(try await services.report(report).accepted)
      // It counts once, and the task runs again.
      #expect(try await !services.report(report).accepted)
      let next = try await services.lease(stranger).assignment
      #expect(next.attempt.task == assignment.attempt.task && next.attempt.attempt == 1)
    }
  }
}
