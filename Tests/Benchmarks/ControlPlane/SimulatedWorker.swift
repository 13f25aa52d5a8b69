import Output
import Foundation
import GRPCCore
import Model
import Protocol
import Worker
import Transport

/// A worker that reports each task done as soon as it has it: map tasks with a manifest without
/// runs, reduce tasks with an empty part file.
struct SimulatedWorker: Sendable {
  private let id: String
  private let cluster: String
  private let heartbeats: RequestStream<WireHeartbeatRequest, WireHeartbeatResponse>
  private let leases: RequestStream<WireLeaseTaskRequest, WireLeaseTaskResponse>
  private let arrivals: RequestStream<WireArriveRequest, WireArriveResponse>
  private let reductions: RequestStream<WireReduceFinishedRequest, WireReduceFinishedResponse>
  private let tally: Tally

  private static let options: CallOptions = {
    var options = CallOptions.defaults
    options.maxResponseMessageBytes = WireLimits.messageBytes
    return options
  }()

  private init(
    _ registration: WireRegisterResponse, _ cluster: String,
    _ client: GRPCClient<SocketClientTransport>, _ tally: Tally
  ) {
    let proof = BearerToken.metadata(registration.token)
    let worker = WireWorker.Client(wrapping: client)
    let barrier = WireBarrier.Client(wrapping: client)
    id = registration.workerID
    self.cluster = cluster
    self.tally = tally
    heartbeats = RequestStream { send, receive in
      try await worker.heartbeat(
        metadata: proof, options: Self.options, requestProducer: send, onResponse: receive)
    }
    leases = RequestStream { send, receive in
      try await worker.leaseTask(
        metadata: proof, options: Self.options, requestProducer: send, onResponse: receive)
    }
    arrivals = RequestStream { send, receive in
      try await barrier.arrive(
        metadata: proof, options: Self.options, requestProducer: send, onResponse: receive)
    }
    reductions = RequestStream { send, receive in
      try await worker.reduceFinished(
        metadata: proof, options: Self.options, requestProducer: send, onResponse: receive)
    }
  }

  /// Runs workers that share a connection until they are cancelled.
  static func run(
    _ roles: [WireRole], _ cluster: String, _ client: GRPCClient<SocketClientTransport>,
    _ tally: Tally
  ) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for role in roles {
        group.addTask { try await register(role, cluster, client, tally) }
      }
    }
  }

  private static func register(
    _ role: WireRole, _ cluster: String, _ client: GRPCClient<SocketClientTransport>,
    _ tally: Tally
  ) async throws {
    let service = WireWorker.Client(wrapping: client)
    var request = WireRegisterRequest()
    request.clusterID = cluster
    request.role = role
    request.host = "simulated"
    request.version = Version.current
    let registration = try await service.register(request, options: options)
    let worker = SimulatedWorker(registration, cluster, client, tally)
    defer { worker.close() }
    tally.registered()
    do {
      try await withThrowingDiscardingTaskGroup { group in
        group.addTask {
          try await worker.beat(every: .milliseconds(Int64(registration.heartbeatMs)))
        }
        group.addTask { try await worker.work() }
      }
    } catch  where Task.isCancelled {
      return
    }
  }

  private func close() {
    heartbeats.close()
    leases.close()
    arrivals.close()
    reductions.close()
  }

  private func beat(every interval: Duration) async throws {
    var request = WireHeartbeatRequest()
    request.workerID = id
    // Not all at once.
    try await Task.sleep(for: interval * .random(in: 0..<1))
    while true {
      let begin = ContinuousClock.now
      let response = try await heartbeats.answer(to: request)
      tally.heartbeat(took: .now - begin, isDropped: response.shutDown)
      try await Task.sleep(for: interval)
    }
  }

  private func work() async throws {
    var request = WireLeaseTaskRequest()
    request.workerID = id
    var output = OutputDirectory(path: "")
    while !Task.isCancelled {
      let response = try await leases.answer(to: request)
      if !response.job.isEmpty {
        let job = try PreparedJob(encoded: response.job)
        request.knownJob = "\(job.id)"
        request.knownEpoch = UInt32(clamping: job.epoch)
        output = OutputDirectory(
          path: String(decoding: job.plan.output.bytes, as: UTF8.self), token: job.outputToken)
      }
      var next: WireAssignment? = response.assignment
      while let assignment = next {
        let begin = ContinuousClock.now
        let answer = try await report(assignment, output)
        tally.report(took: .now - begin, isAccepted: answer.isAccepted)
        next = answer.next
      }
    }
  }

  private func report(_ assignment: WireAssignment, _ output: OutputDirectory) async throws -> (
    isAccepted: Bool, next: WireAssignment?
  ) {
    if case .map(let task) = assignment.task {
      var request = WireArriveRequest()
      request.workerID = id
      request.clusterID = cluster
      request.attempt = assignment.attempt
      request.manifest.task = task.index
      request.manifest.attempt = assignment.attempt.attempt
      let input = try MapTask(task)
      request.engineCounters.mapInputBytes = UInt64(input.length)
      request.engineCounters.mapInputRecords = UInt64(input.records ?? 0)
      let answer = try await arrivals.answer(to: request)
      return (answer.accepted, answer.hasNext ? answer.next : nil)
    }
    _ = try output.partWriter(
      partition: Int(assignment.attempt.task), attempt: Int(assignment.attempt.attempt)
    ).finish()
    var request = WireReduceFinishedRequest()
    request.workerID = id
    request.attempt = assignment.attempt
    request.output.fileBytes = 0
    let answer = try await reductions.answer(to: request)
    return (answer.accepted, answer.hasNext ? answer.next : nil)
  }
}
