import ArgumentParser
import Foundation
import Glibc
import Master
import Model
import Worker

/// A worker that was started by hand, in a sandbox: this process joins, and another is the worker, because a
/// sandbox is to be entered knowing the ports of the store, and before there are threads.
struct SandboxedWorker: Sendable {
  let settings: WorkerSettings

  /// How the worker's process says that the master wants another in its place.
  static let renewal: Int32 = 76
  /// The command line of the worker's process, which is told the rest on its standard input.
  static let arguments = ["worker", "--joined"]

  /// Runs until the master tells the worker to end, or the task is cancelled.
  /// - Throws: the exit code of a worker that has said what was wrong.
  func run() async throws {
    while true {
      let joined = try await JoinedWorker.join(settings)
      let launcher = GuestLauncher(Self.arguments, ports: joined.ports)
      let ending = try await launcher.run(joined.name, Array(JSONEncoder().encode(joined)))
      try Task.checkCancellation()
      switch ending {
      case .exited(Self.renewal): continue
      case .exited(EXIT_SUCCESS): return
      case .exited(let status): throw ExitCode(status)
      case .killed(let error): throw error
      }
    }
  }

  /// What the process is that runs such a worker; nil if it is another command line. Blocks.
  /// - Throws: `internal` if it is not told what it is.
  static func told(_ words: [String]) throws(MRError) -> WorkerSettings? {
    guard words.dropFirst().elementsEqual(arguments) else { return nil }
    do {
      let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
      return try JSONDecoder().decode(JoinedWorker.self, from: bytes).settings
    } catch let error as MRError {
      throw error
    } catch {
      throw MRError(
        .internal, "a worker was not told what it is", cause: "\(error)",
        remedy: "Start it with `mr worker --sandbox`.")
    }
  }
}
