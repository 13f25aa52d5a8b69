import Foundation
import GRPCCore
import Model
import TestSupport
import Transport

/// Somebody who calls a master again and again, with whatever bytes.
struct FuzzedCaller: Sendable {
  let name: String
  let contact: MasterContact
  let token: String?
  /// Whether a call may be answered.
  let mayCall: @Sendable (ProtocolSchema.Call) -> Bool

  private static let atATime = 24

  struct Outcome: Sendable {
    /// How many messages ended in which way.
    var counts: [String: Int] = [:]
    /// Calls that were answered and may not be.
    var wrong: Set<String> = []

    mutating func add(_ other: Outcome) {
      counts.merge(other.counts, uniquingKeysWith: +)
      wrong.formUnion(other.wrong)
    }

    var line: String {
      counts.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
  }

  /// Sends so many messages.
  func run(_ count: Int, _ fuzzer: CallFuzzer, seed: UInt64) async throws -> Outcome {
    var all = Outcome()
    try await RawClient.run(contact) { client in
      all = await withTaskGroup(of: Outcome.self, returning: Outcome.self) { group in
        for lane in 0..<Self.atATime {
          let numbers = stride(from: lane, to: count, by: Self.atATime)
          group.addTask { await send(numbers, fuzzer, seed, client) }
        }
        return await group.reduce(into: Outcome()) { $0.add($1) }
      }
    }
    return all
  }

  private func send(
    _ numbers: StrideTo<Int>, _ fuzzer: CallFuzzer, _ seed: UInt64, _ client: RawClient
  ) async -> Outcome {
    var outcome = Outcome()
    for number in numbers {
      let (call, bytes) = fuzzer.message(number, seed: seed)
      let end = await send(call, bytes, client)
      outcome.counts[end, default: 0] += 1
      if end == "ok", !mayCall(call) { outcome.wrong.insert(call.method) }
    }
    return outcome
  }

  private func send(
    _ call: ProtocolSchema.Call, _ bytes: [UInt8], _ client: RawClient
  ) async -> String {
    // Some wait for what may never come.
    let waits = ["LeaseTask", "WaitJob", "FollowJob", "ReadJobLog"].contains(call.method)
    do {
      _ = try await client.call(
        call.service, call.method, bytes, showing: token,
        within: .milliseconds(waits ? 300 : 10_000))
      return "ok"
    } catch let error as RPCError {
      return "\(error.code)"
    } catch {
      return "\(type(of: error))"
    }
  }
}
