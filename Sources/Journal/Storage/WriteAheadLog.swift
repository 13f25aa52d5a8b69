import Dispatch
import Glibc
import Model
import Synchronization

/// The file that SQLite appends transactions to. A transaction in it survives the process, but a
/// failure of power only once the disk has it.
///
/// SQLite could wait for the disk with every commit. Then all that comes after would wait as well,
/// although nobody does anything with it that needs the disk.
final class WriteAheadLog: Sendable {
  private struct State {
    /// Each gets the system's error number, or 0.
    var waiters: [CheckedContinuation<Int32, Never>] = []
    var isWaiting = false
    /// What was lost then does not come back, even if the next call succeeds.
    var failure: Int32 = 0
  }

  private let path: String
  private let descriptor: Int32
  private let queue = DispatchQueue(label: "mr.journal.disk")
  private let state = Mutex(State())

  /// - Parameter database: The path of the database, which is open.
  init(of database: String) throws(MRError) {
    path = database + "-wal"
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
  }

  deinit { close(descriptor) }

  /// Returns when the disk has all that was committed before. Those who come meanwhile wait for the
  /// next time, together.
  func settle() async throws(MRError) {
    let number = await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        state.waiters.append(continuation)
        defer { state.isWaiting = true }
        return !state.isWaiting
      }
      if isIdle { queue.async { [self] in drain() } }
    }
    guard number == 0 else { throw failure(number) }
  }

  private func drain() {
    while true {
      let waiters = state.withLock { state in
        defer { state.waiters = [] }
        state.isWaiting = !state.waiters.isEmpty
        return state.waiters
      }
      if waiters.isEmpty { return }
      let number = fdatasync(descriptor) == 0 ? 0 : errno
      let failure = state.withLock { state in
        if state.failure == 0 { state.failure = number }
        return state.failure
      }
      for waiter in waiters { waiter.resume(returning: failure) }
    }
  }

  private func failure(_ number: Int32) -> MRError {
    MRError(
      .journal, "cannot write the journal to disk",
      cause: "\(path): \(String(cString: strerror(number)))",
      remedy: "See whether its file system is full or failing.")
  }
}
