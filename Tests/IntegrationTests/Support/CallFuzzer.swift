import Foundation
import Protocol
import SwiftProtobuf
import TestSupport

/// Messages for every call of every service, one for each number: good ones, ones with fields at their extremes, damaged
/// ones, and noise.
struct CallFuzzer {
  private let calls: [ProtocolSchema.Call]
  /// By the name of the request: what behind a message gives a field another value.
  private let extremes: [String: [[UInt8]]]
  private let bases: [String: [UInt8]]
  /// What readers of messages stumble over.
  private static let odd: [[UInt8]] = [
    [0x80], [0xff, 0xff, 0xff, 0xff, 0x0f], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x07], [0x0b], [0x0c],
    [0x07], [0x00], [UInt8](repeating: 0xff, count: 10), Array("c1".utf8), Array("j1".utf8),
    Array("\u{1b}]0;\u{7}".utf8), Array("../..".utf8),
  ]

  /// - Parameter worker: whom worker calls name.
  init(_ schema: ProtocolSchema, worker: String) throws {
    calls = schema.calls
    extremes = Dictionary(
      schema.calls.map { ($0.request, schema.extremes(of: $0.request)) }, uniquingKeysWith: { $1 })
    var bases: [String: any Message] = [:]
    bases["Register"] = WireRegisterRequest.with {
      $0.clusterID = "c1"
      $0.role = .mapper
      $0.version = Version.current
    }
    for name in ["LeaseTask", "Heartbeat", "ReportFailure", "ReduceFinished", "Arrive"] {
      // The first field of them all.
      bases[name] = WireLeaseTaskRequest.with { $0.workerID = worker }
    }
    bases["SubmitJob"] = WireSubmitJobRequest.with {
      $0.clusterID = "c1"
      $0.spec.plugin = "no-such-plugin"
      $0.spec.input = "/no/{such}/file"
      $0.spec.output = "/no/such/directory"
    }
    for name in ["GetJob", "WaitJob", "FollowJob", "ReadJobLog", "CancelJob", "ListAttempts"] {
      bases[name] = WireGetJobRequest.with { $0.jobID = "j1" }
    }
    bases["GetCluster"] = WireGetClusterRequest.with { $0.clusterID = "c1" }
    bases["CreateToken"] = WireCreateTokenRequest.with {
      $0.name = "guest"
      $0.role = "read"
    }
    bases["RevokeToken"] = WireRevokeTokenRequest.with { $0.name = "guest" }
    self.bases = try bases.mapValues { try $0.serializedBytes() }
  }

  /// The message of a number: the seed and the number determine it.
  func message(_ number: Int, seed: UInt64) -> (call: ProtocolSchema.Call, bytes: [UInt8]) {
    var random = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
    let call = calls[number % calls.count]
    var bytes = bases[call.method] ?? []
    switch Int.random(in: 0..<20, using: &random) {
    case 0: bytes = []
    case 1..<4:
      bytes = (0..<Int.random(in: 1...200, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    case 4..<9: bytes = random.mutated(bytes + some(call, &random), odd: Self.odd)
    default: bytes += some(call, &random)
    }
    // Thousands of workers would be a test of the machine.
    if call.method == "InitCluster" { bytes += [0x08, 0] }
    return (call, bytes)
  }

  private func some(_ call: ProtocolSchema.Call, _ random: inout SeededGenerator) -> [UInt8] {
    guard let all = extremes[call.request], !all.isEmpty else { return [] }
    return (0..<Int.random(in: 0...4, using: &random)).flatMap { _ -> [UInt8] in
      let bytes = all[Int.random(in: 0..<all.count, using: &random)]
      // Long ones are sent now and then.
      return bytes.count < 10_000 || random.next() % 50 == 0 ? bytes : []
    }
  }
}
