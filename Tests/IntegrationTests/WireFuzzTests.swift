import Foundation
import Model
import Protocol
import SwiftProtobuf
import TestSupport
import Testing

/// Whatever a message says, the master stays, and its jobs come out right.
@Suite(.fewAtOnce) struct WireFuzzTests {
  /// Every field of every request at each of its extremes, one by one.
  @Test func everyFieldAtItsExtremes() async throws {
    try await fuzz { schema, call, _ in schema.extremes(of: call.request) }
  }

  /// Several fields at once.
  @Test(arguments: [UInt64(1), 2])
  func anyFieldsTogether(_ seed: UInt64) async throws {
    try await fuzz { schema, call, number in
      var random = SeededGenerator(seed: seed &* 1000 &+ UInt64(number))
      let extremes = schema.extremes(of: call.request).filter { $0.count < 10_000 }
      // Both numbers of workers would start a cluster.
      if extremes.isEmpty || call.method == "InitCluster" { return [] }
      return (0..<40).map { _ in
        (0..<Int.random(in: 2...6, using: &random)).flatMap { _ in
          extremes[Int.random(in: 0..<extremes.count, using: &random)]
        }
      }
    }
  }

  private func fuzz(
    _ changes: (ProtocolSchema, ProtocolSchema.Call, Int) -> [[UInt8]]
  ) async throws {
    let schema = try ProtocolSchema()
    #expect(schema.calls.count >= 18 && schema.messages.count >= 60)
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 3_000_000)
      let arguments = [
        "--plugin", try FixturePlugins.build("gated"), "--input", input, "--reducers", "2",
      ]
      let expected = try await workspace.sequential(arguments)
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        try await RawClient.run(master.address) { client in
          let workers = try FalseWorkers(master, client, cluster: cluster, input: input)
          for (number, call) in schema.calls.enumerated() {
            for change in changes(schema, call, number) {
              let request = try await base(call, workers) + change
              _ = try? await client.call(
                call.service, call.method, request, showing: await call.token(of: workers),
                within: .milliseconds(300))
            }
            // The master is there, and still the same.
            let answer = try await client.call("Client", "GetMaster", [])
            #expect(!answer.isEmpty, "after \(call.method)")
            #expect(!master.process.hasEnded, "after \(call.method): \(master.process.errors)")
          }
          try await workers.end()
        }
        let job = try await master.submit(to: cluster, output: "output", arguments)
        let report = try await master.end(of: job)
        #expect(report.state == "succeeded", "\(master.log(job))")
        #expect(try workspace.parts(workspace.path("output")) == expected)
      }
    }
  }

  /// A request that is as good as it can be without doing harm by itself.
  private func base(_ call: ProtocolSchema.Call, _ workers: FalseWorkers) async throws -> [UInt8] {
    switch call.method {
    case "Register":
      var request = WireRegisterRequest()
      request.clusterID = workers.cluster
      // No worker has it.
      request.role = .unspecified
      request.version = try await workers.client.call(
        "Client", "GetMaster", WireGetMasterRequest(), for: WireGetMasterResponse.self
      ).version
      return try request.serializedBytes()
    case "LeaseTask":
      return []
    case "Heartbeat":
      var request = WireHeartbeatRequest()
      request.attempts = [WireAttemptProgress()]
      request.attempts[0].attempt = try await workers.lease(.mapper).attempt
      request.workerID = try await workers.worker(.mapper)
      return try request.serializedBytes()
    case "ReportFailure":
      var request = WireReportFailureRequest()
      request.attempt = try await workers.lease(.mapper).attempt
      request.workerID = try await workers.worker(.mapper)
      return try request.serializedBytes()
    case "Arrive":
      return try await arrival(workers).serializedBytes()
    case "ReduceFinished":
      var request = WireReduceFinishedRequest()
      request.attempt = try await workers.lease(.reducer).attempt
      request.workerID = try await workers.worker(.reducer)
      request.output.fileBytes = 0
      return try request.serializedBytes()
    case "SubmitJob":
      var request = WireSubmitJobRequest()
      request.clusterID = workers.cluster
      request.spec.plugin = "no-such-plugin"
      request.spec.input = "/no/{such}/file"
      request.spec.output = "/no/such/directory"
      return try request.serializedBytes()
    case "InitCluster":
      var request = WireInitClusterRequest()
      request.numMappers = 0
      request.numReducers = 0
      return try request.serializedBytes()
    case "GetJob", "WaitJob", "FollowJob", "ReadJobLog", "CancelJob":
      var request = WireGetJobRequest()
      request.jobID = "j1"
      return try request.serializedBytes()
    default: return []
    }
  }

  /// The report of a map attempt that would be right, but for what is counted.
  private func arrival(_ workers: FalseWorkers) async throws -> WireArriveRequest {
    let assignment = try await workers.lease(.mapper)
    var request = WireArriveRequest()
    request.workerID = try await workers.worker(.mapper)
    request.clusterID = workers.cluster
    request.attempt = assignment.attempt
    request.manifest.task = assignment.attempt.task
    request.manifest.attempt = assignment.attempt.attempt
    let task = try MapTask(assignment.map)
    request.engineCounters.mapInputBytes = UInt64(task.length)
    return request
  }

  /// The result lacked what was mapped by a worker that said it had mapped it, and left nothing.
  @Test func emptyManifestsOfFalseReportsAreNoResult() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 3_000_000)
      let arguments = [
        "--plugin", try FixturePlugins.build("gated"), "--input", input, "--reducers", "2",
      ]
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        try await RawClient.run(master.address) { client in
          let workers = try FalseWorkers(master, client, cluster: cluster, input: input)
          // Of a task that the true mapper holds.
          var stranger = try await arrival(workers)
          let job = stranger.attempt.jobID
          stranger.attempt.task = stranger.attempt.task == 0 ? 1 : 0
          stranger.attempt.attempt = 0
          stranger.manifest.task = stranger.attempt.task
          stranger.manifest.attempt = 0
          let refused = try await client.call(
            "Barrier", "Arrive", stranger, for: WireArriveResponse.self,
            showing: await workers.token(.mapper))
          #expect(!refused.accepted)
          try await master.logged(job, "the report is ignored")
          // Of its own task, with the numbers of an attempt that was fed all of it, or nothing.
          for counts in [true, false] {
            var request = try await arrival(workers)
            if !counts { request.clearEngineCounters() }
            let answer = try await client.call(
              "Barrier", "Arrive", request, for: WireArriveResponse.self,
              showing: await workers.token(.mapper))
            #expect(!answer.accepted)
          }
          try await master.logged(job, "do not agree")
          try await workers.end()
        }
        let expected = try await workspace.sequential(arguments)
        let job = try await master.submit(to: cluster, output: "output", arguments)
        let report = try await master.end(of: job)
        #expect(report.state == "succeeded", "\(master.log(job))")
        #expect(try workspace.parts(workspace.path("output")) == expected)
      }
    }
  }
}

extension ProtocolSchema.Call {
  /// What a worker shows with it; nil for what users call.
  fileprivate func token(of workers: FalseWorkers) async -> String? {
    switch method {
    case "Heartbeat", "LeaseTask", "ReportFailure", "Arrive": await workers.token(.mapper)
    case "ReduceFinished": await workers.token(.reducer)
    default: nil
    }
  }
}
