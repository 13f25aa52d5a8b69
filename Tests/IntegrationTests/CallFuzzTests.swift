import Foundation
import Model
import Protocol
import TestSupport
import Testing
import Transport

/// Every call of every service, from callers of every kind, at the master's socket and over the network: nobody is answered
/// who may not be, and afterwards the master is what it was.
@Suite(.fewAtOnce) struct CallFuzzTests {
  /// What the master may take afterwards, in bytes.
  private static let mostMemory = 1 << 30

  @Test(.timeLimit(.minutes(120)), arguments: Fuzzing.callSeeds)
  func nobodyIsAnsweredWhoMayNotBe(_ seed: UInt64) async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 300_000)
      let arguments = ["--plugin", "wordcount", "--input", input, "--reducers", "2"]
      let expected = try await workspace.sequential(arguments)
      try await Master.run(in: workspace, arguments: Master.inANetwork) { master in
        // A job and a cluster that calls can name.
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let first = try await master.submit(to: cluster, output: "first", arguments)
        #expect(try await master.end(of: first).state == "succeeded")
        let (callers, worker) = try await callers(of: master, cluster)
        let fuzzer = try CallFuzzer(ProtocolSchema(), worker: worker)
        for caller in callers {
          try await fuzz(master, caller, fuzzer, seed)
        }
        let last = try await master.cluster(mappers: 1, reducers: 1)
        let job = try await master.submit(to: last, output: "last", arguments)
        #expect(try await master.end(of: job).state == "succeeded", "\(master.log(job))")
        #expect(try workspace.parts(workspace.path("last")) == expected)
      }
    }
  }

  private func fuzz(
    _ master: Master, _ caller: FuzzedCaller, _ fuzzer: CallFuzzer, _ seed: UInt64
  ) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = try await caller.run(Fuzzing.calls, fuzzer, seed: seed)
    let seconds = clock.now - start
    try #require(!master.process.hasEnded, "\(caller.name): \(master.process.errors.suffix(2000))")
    #expect(outcome.wrong.isEmpty, "\(caller.name)")
    let jobs = try await master.mr("jobs")
    #expect(jobs.status == 0, "after \(caller.name): \(jobs.errors)")
    let memory = Self.memory(of: master.process.pid)
    #expect(memory < Self.mostMemory, "after \(caller.name)")
    print(
      "fuzz: seed \(seed), \(caller.name): \(Fuzzing.calls) messages in \(seconds), "
        + "\(memory >> 20) MiB; \(outcome.line)")
  }

  private static func memory(of process: pid_t) -> Int {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let match = status?.firstMatch(of: /VmRSS:\s+(\d+) kB/)
    return match.flatMap { Int($0.1) }.map { $0 << 10 } ?? .max
  }

  /// - Returns: also the name of a worker whose token one of them has.
  private func callers(of master: Master, _ cluster: String) async throws
    -> ([FuzzedCaller], worker: String)
  {
    let file = "\(master.stateDirectory)/connection.json"
    var network = try ConnectionFile(String(contentsOfFile: file, encoding: .utf8)).contact
    network.token = nil
    let socket = MasterContact(address: .unix(path: "\(master.stateDirectory)/master.sock"))
    func token(_ role: String, as name: String? = nil) async throws -> String {
      let name = name ?? "of-\(role)"
      let text = try await master.succeed(["token", "create", name, "--role", role])
      return try #require(try ConnectionFile(text).contact.token)
    }
    let reads: Set<String> = [
      "GetMaster", "ListClusters", "GetCluster", "GetJob", "ListJobs", "ListAttempts", "WaitJob",
      "FollowJob", "ReadJobLog",
    ]
    let nobody: @Sendable (ProtocolSchema.Call) -> Bool = { _ in false }
    let reader: @Sendable (ProtocolSchema.Call) -> Bool = { reads.contains($0.method) }
    let submitter: @Sendable (ProtocolSchema.Call) -> Bool = {
      reads.contains($0.method) || ["SubmitJob", "CancelJob"].contains($0.method)
    }
    let joiner: @Sendable (ProtocolSchema.Call) -> Bool = { $0.method == "Register" }
    let user: @Sendable (ProtocolSchema.Call) -> Bool = {
      $0.service == "Client" || $0.method == "Register"
    }
    let works: @Sendable (ProtocolSchema.Call) -> Bool = { $0.service != "Client" }
    let guest = try await join(master, network, cluster, try await token("join"))
    let wrong = "mr_" + String(repeating: "0123456789abcdef", count: 4)
    let callers = [
      // At once: one that is silent is given up.
      FuzzedCaller(name: "worker", contact: network, token: guest.token, mayCall: works),
      FuzzedCaller(name: "nobody", contact: network, token: nil, mayCall: nobody),
      FuzzedCaller(name: "wrong token", contact: network, token: wrong, mayCall: nobody),
      FuzzedCaller(name: "read", contact: network, token: try await token("read"), mayCall: reader),
      FuzzedCaller(
        name: "submit", contact: network, token: try await token("submit"), mayCall: submitter),
      FuzzedCaller(
        name: "join", contact: network, token: try await token("join", as: "another"),
        mayCall: joiner),
      FuzzedCaller(name: "admin", contact: network, token: try await token("admin"), mayCall: user),
      FuzzedCaller(name: "wrong at the socket", contact: socket, token: wrong, mayCall: nobody),
      FuzzedCaller(name: "its user at the socket", contact: socket, token: nil, mayCall: user),
    ]
    return (callers, guest.workerID)
  }

  private func join(
    _ master: Master, _ contact: MasterContact, _ cluster: String, _ token: String
  ) async throws -> WireRegisterResponse {
    var request = WireRegisterRequest()
    request.clusterID = cluster
    request.role = .mapper
    var answer = WireRegisterResponse()
    try await RawClient.run(
      MasterContact(address: .unix(path: "\(master.stateDirectory)/master.sock"))
    ) {
      request.version = try await $0.call(
        "Client", "GetMaster", WireGetMasterRequest(), for: WireGetMasterResponse.self
      ).version
    }
    let asked = request
    try await RawClient.run(contact) {
      answer = try await $0.call("Worker", "Register", asked, showing: token)
    }
    return answer
  }
}
