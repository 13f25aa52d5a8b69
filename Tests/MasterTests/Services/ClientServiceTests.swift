import Journal
import Model
import Protocol
import Scheduling
import Synchronization
import Testing

@testable import Master

@Suite struct ClientServiceTests {
  @Test func whatIsNotThereIsSaidToBe() async throws {
    try await TestServices.run { services in
      var job = WireGetJobRequest()
      job.jobID = "j99"
      await refused(.notFound) {
        try await services.client.getJob(request: job, context: Calls.context)
      }
      var attempts = WireListAttemptsRequest()
      attempts.jobID = "j99"
      await refused(.notFound) {
        try await services.client.listAttempts(request: attempts, context: Calls.context)
      }
      var cluster = WireGetClusterRequest()
      cluster.clusterID = "c99"
      await refused(.notFound) {
        try await services.client.getCluster(request: cluster, context: Calls.context)
      }
      var submission = WireSubmitJobRequest()
      submission.clusterID = "c99"
      await refused(.notFound) {
        try await services.client.submitJob(request: submission, context: Calls.context)
      }
    }
  }

  @Test(arguments: [UInt32(0), 1025, .max])
  func aClusterHasABoundedNumberOfWorkers(count: UInt32) async throws {
    try await TestServices.run { services in
      var request = WireInitClusterRequest()
      request.numMappers = count
      await refused(.invalidArgument) {
        try await services.client.initCluster(request: request, context: Calls.context)
      }
    }
  }

  /// Its workers die again and again.
  @Test func aClusterThatIsGivenUpSaysWhy() async throws {
    try await TestServices.run { services in
      let journal = services.master.environment.journal
      let error = MRError(.workerLost, "17 workers ended", cause: "signal 9")
      let id = try await journal.createCluster(mappers: 1, reducers: 1)
      try await journal.endCluster(id, error: error)
      var request = WireGetClusterRequest()
      request.clusterID = "\(id)"
      let shown = try await services.client.getCluster(request: request, context: Calls.context)
      #expect(shown.cluster.state == .stopped && MRError(shown.cluster.error) == error)
      // One of this life of the master.
      services.cluster.workers.state.withLock { $0.failure = error }
      request.clusterID = "\(services.cluster.id)"
      let own = try await services.client.getCluster(request: request, context: Calls.context)
      #expect(MRError(own.cluster.error) == error)
      services.cluster.workers.state.withLock { $0.failure = nil }
    }
  }

  @Test func attemptsComeInPages() async throws {
    try await TestServices.run { services in
      let job = services.master.job.id
      let records = (0..<5).map {
        AttemptRecord(
          AttemptID(job: job, task: TaskID(.map, $0), number: 0),
          WorkerID(cluster: ClusterID(1), number: 1), started: 1000, ended: 2000, .succeeded)
      }
      try await services.master.environment.journal.append(records.map { .attemptEnded($0) })
      var request = WireListAttemptsRequest()
      request.jobID = "\(job)"
      request.limit = 2
      var tasks: [UInt32] = []
      while true {
        let page = try await services.client.listAttempts(
          request: request, context: Calls.context)
        tasks += page.attempts.map(\.attempt.task)
        guard !page.isLast, let last = page.attempts.last else { break }
        #expect(page.attempts.count == 2)
        request.after = last.attempt
      }
      #expect(tasks == [0, 1, 2, 3, 4])
      request.limit = 1001
      await refused(.invalidArgument) {
        try await services.client.listAttempts(request: request, context: Calls.context)
      }
    }
  }
}
