import Model
import Synchronization

extension Preflight {
  /// Has one instance of the job created, in a child process, with the parameters that it is to run
  /// with: the cheap part of `mr plugin check`. Refused is what fails the same way everywhere.
  func tryOut(_ plugin: PluginFile, job: String, parameters: [String: String])
    async throws(MRError)
  {
    let trial = Trial(digest: plugin.digest, job: job, parameters: parameters)
    guard !trials.withLock({ $0.contains(trial) }) else { return }
    let child: ChildProcess.Collected
    do throws(MRError) {
      child = try await ChildProcess.collect(
        ChildProcess.ownExecutable,
        ["plugin", "try", plugin.path, "--job=\(job)"]
          + parameters.map { "--param=\($0.key)=\($0.value)" },
        timeout: .seconds(10))
    } catch {
      // Slow is not wrong: a job may load gigabytes before its first record.
      return
    }
    guard child.ending.isSuccess else {
      throw MRError(
        .plugin, "job \(job) refuses to start",
        cause: reason(child.errors) ?? "the process that created an instance of it \(child.ending)",
        remedy: "Look at the parameters that are given, or at its create function.")
    }
    trials.withLock { trials in
      if trials.count >= 1000 { trials = [] }
      trials.insert(trial)
    }
  }

  /// What a trial depends on.
  struct Trial: Hashable, Sendable {
    var digest: String
    var job: String
    var parameters: [String: String]
  }
}
