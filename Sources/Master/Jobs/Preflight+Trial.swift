import Model
import Synchronization

extension Preflight {
  /// Has one instance of the job created, in a child process, with the parameters that it is to run
  /// with: the cheap part of `mr plugin check`. Refused is what fails the same way everywhere.
  /// - Parameter file: The job's plugin.
  /// - Returns: Why that failed.
  func tryOut(_ file: PluginFile, _ spec: JobSpec) async -> String? {
    let trial = Trial(
      path: file.path, digest: file.digest, job: spec.job, parameters: spec.parameters)
    guard !trials.withLock({ $0.contains(trial) }) else { return nil }
    let outcome: PluginInquiry<Bool>.Outcome
    do throws(MRError) {
      outcome = try await PluginInquiry<Bool>.ask(
        ["plugin", "try", file.path] + file.copyOption + (spec.job.map { ["--job=\($0)"] } ?? [])
          + spec.parameters.map { "--param=\($0.key)=\($0.value)" },
        timeout: .seconds(10))
    } catch {
      // Slow is not wrong: a job may load gigabytes before its first record.
      return nil
    }
    switch outcome {
    case .done: break
    case .refused(let error): return error.description
    case .silent(let ending): return "the process that created an instance of it \(ending)"
    }
    trials.withLock { trials in
      if trials.count >= 1000 { trials = [] }
      trials.insert(trial)
    }
    return nil
  }

  /// What a trial depends on.
  struct Trial: Hashable, Sendable {
    var path: String
    var digest: String
    var job: String?
    var parameters: [String: String]
  }
}
