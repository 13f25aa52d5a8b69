import PluginHost
import Foundation
import Model
import Threading

/// Starts worker processes of the master's own.
struct WorkerLauncher: Sendable {
  /// Where workers reach the master.
  let master: MasterAddress
  let stateDirectory: String
  let keepsLogs: Bool
  /// The memory that a worker may take, in MiB.
  let memoryMB: Int
  /// The TCP ports that workers connect to, if they run in a sandbox; nil if they do not.
  var sandboxPorts: [Int]?

  /// Environment of a worker that the master starts; a secret does not belong on a command line.
  static let tokenVariable = "MR_WORKER_TOKEN"
  static let noteVariable = "MR_WORKER_CRASH_NOTE"

  /// Runs a worker until it ends.
  /// - Returns: How it ended, with what it was working on.
  func run(_ worker: WorkerID, _ role: Role, token: String) async throws(MRError) -> AttemptFault {
    let directory = "\(stateDirectory)/clusters/\(worker.cluster)"
    try make(directory)
    let log = "\(directory)/\(worker).log"
    let note = "\(directory)/\(worker).note"
    let temporary = "\(directory)/\(worker).tmp"
    defer {
      unlink(note)
      if sandboxPorts != nil { try? FileManager.default.removeItem(atPath: temporary) }
    }
    var environment = WorkerVariables.standard
    environment[Self.tokenVariable] = token
    environment[Self.noteVariable] = note
    if let sandboxPorts {
      try make(temporary)
      environment.merge(WorkerVariables.sandbox(sandboxPorts, temporary: temporary)) { $1 }
    }
    let ending = try await ChildProcess.run(
      .own,
      [
        "worker", "--master", "\(master)", "--cluster", "\(worker.cluster)", "--role",
        role.rawValue,
        "--worker-id", "\(worker)", "--worker-memory", "\(memoryMB)",
      ],
      environment: environment, logPath: log,
      grace: .seconds(3))
    let activity = CrashNote.read(path: note)
    let error = MRError(
      .workerLost, "the worker \(ending)", cause: cause(log, ending),
      remedy: keepsLogs ? "What it printed is in \(log)." : nil)
    let frames = activity?.frames ?? []
    let backtrace = await BlockingThread.run { CrashFrame.lines(frames) }
    return AttemptFault(
      error, .ended(signal: ending.signal), at: activity?.place, work: activity?.text,
      backtrace: backtrace)
  }

  private func make(_ directory: String) throws(MRError) {
    guard PrivateDirectory.make(directory) else {
      throw MRError(
        .internal, "cannot make the directory \(directory)",
        cause: String(cString: strerror(errno)))
    }
  }

  private func cause(_ log: String, _ ending: ChildProcess.Ending) -> String? {
    let printed = LogTail.lines(of: log).map { "it printed: \($0)" }
    // How programs end that find no memory, unless they do not look.
    let maySeek = [SIGABRT, SIGILL, SIGTRAP].contains(Int32(ending.signal ?? 0))
    guard sandboxPorts != nil || maySeek else { return printed }
    let bound =
      "it may have \(memoryMB + Sandbox.slackMB) MiB of data, and more with --worker-memory"
    return [printed, bound].compactMap(\.self).joined(separator: "; ")
  }
}
