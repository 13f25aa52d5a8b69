import Foundation
import GRPCCore
import Model
import Protocol
import SwiftProtobuf
import TestSupport

/// A mapper and a reducer that a test plays beside a cluster's own, of which it has one each. They
/// join by hand, and say what the test wants them to say.
actor FalseWorkers {
  let master: Master
  let client: RawClient
  let cluster: String
  private let input: String
  private var ids: [WireRole: String] = [:]
  private var tokens: [WireRole: String] = [:]
  private var job: (role: WireRole, id: String)?
  private var outputs = 0
  private let plugin: String

  init(_ master: Master, _ client: RawClient, cluster: String, input: String) throws {
    self.master = master
    self.client = client
    self.cluster = cluster
    self.input = input
    plugin = try FixturePlugins.build("gated")
  }

  func worker(_ role: WireRole) async throws -> String {
    if let id = ids[role] { return id }
    var request = WireRegisterRequest()
    request.clusterID = cluster
    request.role = role
    request.host = "false"
    request.version = try await client.call(
      "Client", "GetMaster", WireGetMasterRequest(), for: WireGetMasterResponse.self
    ).version
    let answer = try await client.call(
      "Worker", "Register", request, for: WireRegisterResponse.self)
    ids[role] = answer.workerID
    tokens[role] = answer.token
    return answer.workerID
  }

  /// What the worker of a role shows; nil if there is none.
  func token(_ role: WireRole) -> String? { tokens[role] }

  /// A task that the false worker holds now, of a job that waits for it: the true worker of the role
  /// stands at a gate with another task. A job that has ended meanwhile is replaced.
  func lease(_ role: WireRole) async throws -> WireAssignment {
    for _ in 0..<100 {
      if job?.role != role { try await submit(role) }
      var request = WireLeaseTaskRequest()
      request.workerID = try await worker(role)
      do {
        let answer = try await client.call(
          "Worker", "LeaseTask", request, for: WireLeaseTaskResponse.self,
          showing: tokens[role], within: .seconds(1))
        if answer.hasAssignment { return answer.assignment }
        // It was given up.
        ids[role] = nil
      } catch let error as RPCError {
        // So was it here, unless there is only no task yet.
        if error.code != .deadlineExceeded { ids[role] = nil }
      }
      if let job {
        let state = try await master.report(job.id).state
        if !["loading", "mapping", "reducing"].contains(state) { self.job = nil }
      }
    }
    throw MRError(.internal, "no task within a hundred tries")
  }

  private func submit(_ role: WireRole) async throws {
    if let job { _ = try await master.mr("cancel", job.id) }
    outputs += 1
    let gate = role == .mapper ? "map_gate" : "reduce_gate"
    let id = try await master.submit(
      to: cluster, output: "false-\(outputs)",
      [
        "--plugin", plugin, "--input", input, "--reducers", "4", "--task-size", "1",
        "--param", "\(gate)=\(master.workspace.path("never"))",
      ])
    job = (role, id)
  }

  func end() async throws {
    if let job { _ = try await master.mr("cancel", job.id) }
  }
}
