import Foundation
package import Model
import Subprocess
import Threading

/// Runs a worker that has joined some master as another process, in a sandbox.
package struct GuestLauncher: Sendable {
  package enum Ending: Sendable {
    /// It has said itself why, if anything was wrong.
    case exited(Int32)
    /// It did not come to its end.
    case killed(MRError)
  }

  private let arguments: [String]
  private let ports: [Int]
  private static let grace = Duration.seconds(3)

  /// - Parameters:
  ///   - arguments: of this program, to have it be a worker.
  ///   - ports: where the worker connects to by TCP.
  package init(_ arguments: [String], ports: [Int]) {
    self.arguments = arguments
    self.ports = ports
  }

  /// Runs it until it ends; cancelled, it has it end.
  /// - Parameters:
  ///   - name: of the worker.
  ///   - input: what it is told.
  package func run(_ name: String, _ input: [UInt8]) async throws(MRError) -> Ending {
    let temporary = try await BlockingThread.run { () throws(MRError) in
      try PrivateDirectory.temporary("mr-worker-")
    }
    let result: Result<ChildProcess.Ending, MRError>
    do throws(MRError) {
      result = .success(try await run(input, temporary))
    } catch {
      result = .failure(error)
    }
    await BlockingThread.run { try? FileManager.default.removeItem(atPath: temporary) }
    let ending = try result.get()
    if case .exited(let status) = ending.status { return .exited(status) }
    return .killed(MRError(.workerLost, "worker \(printable(name.utf8)) \(ending)"))
  }

  private func run(_ input: [UInt8], _ temporary: String) async throws(MRError)
    -> ChildProcess.Ending
  {
    let variables = WorkerVariables.standard.merging(
      WorkerVariables.sandbox(ports, temporary: temporary)
    ) { $1 }
    return try await ChildProcess.run(
      .own, arguments, environment: variables, input: input, grace: Self.grace)
  }
}
