import PluginHost
import Output
import Foundation
import GRPCCore
import Model
import Protocol
import Sealing
import Transport

/// A worker: registers with its master, then leases tasks and runs them one after the other, with a
/// heartbeat beside them.
package struct WorkerProcess: Sendable {
  private let settings: WorkerSettings

  /// How the master has a worker end.
  package enum Ending: Sendable {
    case ended
    /// The process has code in it that is not wanted any more: another one is to begin in its place.
    case renewed
  }

  package init(_ settings: WorkerSettings) { self.settings = settings }

  /// Runs until the master tells the worker to end.
  /// - Parameter end: Ends the process.
  /// - Throws: When the master is gone, or refuses the worker, or the task was cancelled.
  package func run(end: @Sendable (Ending) -> Never) async throws {
    ChildProcesses.adopt()
    // Before a plugin can change it.
    _ = FilePartWriter.mode
    let proof = BearerToken(settings.master.token)
    try await withGRPCClient(
      transport: SocketClientTransport(settings.master), interceptors: [proof]
    ) { client in
      let master = MasterConnection(client, proof)
      defer { master.close() }
      let ending = try await work(master)
      try Task.checkCancellation()
      // The end of the process ends the connection as well. To take leave of the master would only
      // take time, and all the time there is if the master does not answer any more.
      ChildProcesses.end()
      end(ending)
    }
  }

  /// Ends this process, and what plugins have started from it, whatever they are at.
  package static func end(status: Int32) -> Never {
    ChildProcesses.end()
    _exit(status)
  }

  private func work(_ master: MasterConnection) async throws -> Ending {
    let registration =
      if let known = settings.registration { known } else {
        try await settings.register(with: master)
      }
    let store = try StoreAccess(registration, from: settings.master.address).blocks()
    let running = RunningAttempt(printed: PrintedLines(STDERR_FILENO))
    let note = try CrashNote(path: settings.notePath)
    note.takeCrashes()
    let runner = AttemptRunner(
      worker: registration.workerID, cluster: settings.cluster, master: master, store: store,
      namespace: registration.namespace,
      code: LoadedCode(store: store, namespace: registration.namespace), job: CurrentJob(),
      note: note, running: running,
      memoryLimit: settings.memoryMB << 20, writesParts: settings.writesParts,
      watch: ProcessWatch(memory: BaseMemory(limit: settings.memoryMB << 20)))
    let heartbeat = Heartbeat(
      worker: registration.workerID, master: master, running: running,
      interval: .milliseconds(Int64(max(100, registration.heartbeatMs))),
      patience: .milliseconds(Int64(registration.leaseMs)),
      endsWithMaster: settings.endsWithMaster, taskTimeout: settings.taskTimeout, note: note)
    return try await withThrowingTaskGroup(of: Ending.self) { group in
      group.addTask { try await heartbeat.run() }
      group.addTask { try await leases(master, runner) }
      // Either ends the worker.
      defer { group.cancelAll() }
      return try await group.next() ?? .ended
    }
  }

  /// Asks for tasks until there are none for this worker any more.
  private func leases(_ master: MasterConnection, _ runner: AttemptRunner) async throws -> Ending {
    // Why the last assignment was not run.
    var refusal: ProcessWatch.Change?
    while !Task.isCancelled {
      do throws(MRError) {
        let change = if let refusal { refusal } else { await runner.watch.change() }
        let request = request(of: runner, change)
        let response = try await master.lease(request)
        guard response.hasAssignment else { return response.renew ? .renewed : .ended }
        refusal = response.job.isEmpty ? nil : runner.watch.staleness
        // To ask again gives the task back.
        if refusal != nil { continue }
        var next = try await runner.run(response.assignment, told: response.job)
        while let assignment = next, !Task.isCancelled {
          next = try await runner.run(assignment, told: Data())
        }
      } catch {
        // The heartbeat decides when a silent master is a lost one.
        guard error.code == .network else { throw error }
        try await Task.sleep(for: .milliseconds(200))
      }
    }
    return .ended
  }

  private func request(
    of runner: AttemptRunner, _ change: ProcessWatch.Change?
  ) -> WireLeaseTaskRequest {
    var request = WireLeaseTaskRequest()
    request.workerID = runner.worker
    if let known = runner.job.known {
      request.knownJob = "\(known.id)"
      request.knownEpoch = UInt32(clamping: known.epoch)
    }
    request.change = change?.text ?? ""
    request.endsNow = change?.endsNow ?? false
    return request
  }
}
