import Execution
import Model
import PluginHost
import Protocol

/// Tells the master that the worker lives and how far it is, and ends what nobody wants any more.
struct Heartbeat: Sendable {
  let worker: String
  let master: MasterConnection
  let running: RunningAttempt
  let interval: Duration
  /// A master that was silent for so long has given the worker up.
  let patience: Duration
  /// Whether the kernel ends this process with its master, who may be stopped and go on.
  var endsWithMaster = false
  let taskTimeout: Duration
  let note: CrashNote

  /// Runs until the master wants the worker to end.
  func run() async throws(MRError) -> WorkerProcess.Ending {
    var lastAnswer = ContinuousClock.now
    while !Task.isCancelled {
      do { try await Task.sleep(for: interval) } catch { return .ended }
      do throws(MRError) {
        if let ending = try await beat() { return ending }
        lastAnswer = .now
      } catch {
        if Task.isCancelled { return .ended }
        if error.code == .notFound { throw error }
        guard endsWithMaster || ContinuousClock.now - lastAnswer < patience else {
          throw MRError(.network, "the master does not answer any more", cause: "\(error)")
        }
      }
    }
    return .ended
  }

  /// - Returns: nil if the worker is to go on.
  private func beat() async throws(MRError) -> WorkerProcess.Ending? {
    var request = WireHeartbeatRequest()
    request.workerID = worker
    if let current = running.look() {
      var progress = WireAttemptProgress()
      progress.attempt = current.wire
      progress.records = UInt64(clamping: current.progress.records)
      progress.bytes = UInt64(clamping: current.progress.bytes)
      request.attempts = [progress]
      request.lines = running.takeLines(of: current.wire, current.monitor, isEnd: false)
      await endIfStuck(current)
    }
    let response = try await master.heartbeat(request, timeout: patience)
    for attempt in response.drop { running.cancel(attempt) }
    return response.shutDown ? (response.renew ? .renewed : .ended) : nil
  }

  /// A thread in a plugin's endless loop cannot be ended, only the process can.
  private func endIfStuck(_ current: RunningAttempt.Current) async {
    let grace = RunningAttempt.cancellationGrace
    if let cancelled = current.cancelled, .now - cancelled > grace {
      endProcess("a cancelled attempt did not stop within \(grace)")
    }
    let limit = current.progress.stepLimit.map { min($0, taskTimeout) } ?? taskTimeout
    guard .now - current.lastProgress > limit else { return }
    var report = WireReportFailureRequest()
    report.workerID = worker
    report.attempt = current.wire
    report.error = WireError(
      MRError(
        .workerLost, "the plugin made no progress for \(limit)",
        remedy: limit < taskTimeout
          ? "The input format itself gives a record no more time: see its parameters."
          : "Does it wait for something, or loop? Set \(TaskTimeout.variable) (seconds) for more."))
    if let place = note.place { report.place = WireRecordRange(place) }
    report.hung = true
    try? await master.fail(report)
    endProcess("an attempt made no progress for \(limit)")
  }
}
