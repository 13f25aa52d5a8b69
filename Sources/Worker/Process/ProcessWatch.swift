import Glibc
import PluginHost
import Synchronization

/// Tells whether this process is still what it was when it had loaded its job's code, so that
/// another job with the same code may find it so.
final class ProcessWatch: Sendable {
  /// What is not as it was.
  struct Change: Sendable {
    var text: String
    /// Whether the process is not even to go on with its job.
    var endsNow = false
    /// Whether it may be over in a moment: threads end after their work is done.
    var mayPass = false
  }

  private struct Baseline {
    var state = ProcessState()
    var files = OpenFiles()
    var threads = Threads()
  }
  private let baseline = Mutex<Baseline?>(nil)
  let memory: BaseMemory
  /// Looks at what may pass, a millisecond between two.
  private static let patience = 5

  init(memory: BaseMemory) { self.memory = memory }

  /// The code is loaded; nothing of it has run but its initialisers. Counts the first time.
  func begin() {
    baseline.withLock { baseline in
      if baseline == nil { baseline = Baseline() }
    }
  }

  /// What has changed by now; nil if nothing has. To be asked while no attempt runs. Takes some
  /// microseconds.
  func change() async -> Change? {
    for attempt in 1... {
      let change = look()
      guard let change, change.mayPass, attempt < Self.patience else { return change }
      try? await Task.sleep(for: .milliseconds(1))
    }
    return nil
  }

  private func look() -> Change? {
    if memory.isExceeded {
      return Change(text: "it takes more memory than a worker may", endsNow: true)
    }
    return baseline.withLock { baseline in
      guard let baseline else { return nil }
      if let leaked = memory.leaked {
        return Change(text: "\(leaked >> 20) MiB of memory were not given back")
      }
      if ChildProcesses.exist { return Change(text: "child processes are left") }
      if let text = ProcessState().change(since: baseline.state) { return Change(text: text) }
      if let former = baseline.files, let text = OpenFiles()?.change(since: former) {
        return Change(text: text)
      }
      if let former = baseline.threads,
        let count = Threads(known: former)?.strangers(since: former), count > 0
      {
        return Change(
          text: count == 1 ? "a thread is left" : "\(count) threads are left", mayPass: true)
      }
      return nil
    }
  }

  /// What of the code's files is not what was loaded; nil if all are. To be asked before the first
  /// attempt of another job.
  var staleness: Change? {
    LoadedFiles.changed.map {
      Change(text: "\($0) was changed after it had been loaded", endsNow: true)
    }
  }
}
