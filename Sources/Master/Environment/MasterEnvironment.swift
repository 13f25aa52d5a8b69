import Threading
import BlockStore
import Dispatch
import Foundation
import Journal
import Logging
import Model
import Planning
import Sealing

/// What all parts of a master share.
struct MasterEnvironment: Sendable {
  let journal: Journal
  let store: any BlockStore
  let storeAccess: StoreAccess
  let storeRoom: StoreRoom
  /// What the keys of all blocks of this master begin with.
  let namespace: String
  let sweeper: StoreSweeper
  let shelf: PluginShelf
  let planner: Planner
  let stateDirectory: String
  /// When what looks at plugins is in a sandbox.
  var childSandbox = ChildSandbox.first
  /// Clean worker processes of a role that a cluster keeps ready, at most.
  var mostSpares = 0
  let logger: Logger
  /// Whether its workers run in sandboxes.
  var isSandboxed: Bool { childSandbox == .always }
  /// Gives output its final names: calls that nobody can wait for on the cooperative pool.
  let committers = BlockingPool(
    threads: max(2, min(8, ProcessInfo.processInfo.activeProcessorCount)))

  /// Jobs that are looked at before they wait for their turn: each takes threads and processes.
  let submissions = Turnstile(
    places: max(2, min(8, ProcessInfo.processInfo.activeProcessorCount)), waiting: 256)

  /// Writes the logs of jobs: in order, and without anybody waiting for it.
  private let scribe = DispatchQueue(label: "mr.logs")

  func logs(_ job: JobID) -> JobLogs { JobLogs(directory: jobDirectory(job), scribe: scribe) }

  /// - Throws: `denied` for a job that is to run in sandboxes, if there are none.
  func checkSandbox(_ spec: JobSpec) throws(MRError) {
    guard spec.sandbox, !isSandboxed else { return }
    throw MRError(
      .denied, "the job is to run in sandboxes, and this master has none",
      remedy: "Start the master with --sandbox, or leave out 'sandbox'.")
  }

  func jobDirectory(_ job: JobID) -> String { "\(stateDirectory)/jobs/\(job)" }
}
