import Model
import Synchronization

/// The workers of a role that wait for a task, first come, first served. So many are woken as there
/// are tasks: of a thousand that wait, 999 would look in vain.
///
/// Whoever waits says which change it has already seen, so that no task is missed between looking
/// and waiting. Whoever is woken and does not look has to wake another.
final class WaitingLine: Sendable {
  private struct Waiter {
    /// Tells a worker's place in the line from an earlier one that it left.
    var number: Int
    /// Gets whether the worker is to look.
    var continuation: CheckedContinuation<Bool, Never>
  }
  private struct State {
    var version = 0
    var nextNumber = 0
    var waiters: [WorkerID: Waiter] = [:]
    var order = FIFO<(worker: WorkerID, number: Int)>()

    mutating func next() -> Waiter? {
      while let (worker, number) = order.popFirst() {
        if waiters[worker]?.number == number { return waiters.removeValue(forKey: worker) }
      }
      return nil
    }
  }
  private let state = Mutex(State())

  /// Number of workers that wait.
  var count: Int { state.withLock { $0.waiters.count } }

  /// Number of the latest change.
  var version: Int { state.withLock { $0.version } }

  /// There are so many tasks more.
  func wake(_ count: Int) {
    let woken = state.withLock { state in
      state.version += 1
      var woken: [Waiter] = []
      while woken.count < count, let waiter = state.next() { woken.append(waiter) }
      return woken
    }
    for waiter in woken { waiter.continuation.resume(returning: true) }
  }

  /// This worker is to look whether it is still wanted.
  func wake(_ worker: WorkerID) {
    state.withLock { state in
      state.version += 1
      return state.waiters.removeValue(forKey: worker)
    }?.continuation.resume(returning: true)
  }

  func wakeAll() { wake(.max) }

  /// Waits until there is a later change than `version` and it is this worker's turn, or until the
  /// task is cancelled.
  /// - Returns: false if the worker has come a second time and waits there.
  func wait(_ worker: WorkerID, after version: Int) async -> Bool {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (isOver, former) = state.withLock { state -> (Bool, Waiter?) in
          if state.version > version || Task.isCancelled { return (true, nil) }
          state.order.append((worker, number))
          let waiter = Waiter(number: number, continuation: continuation)
          return (false, state.waiters.updateValue(waiter, forKey: worker))
        }
        if isOver { continuation.resume(returning: true) }
        former?.continuation.resume(returning: false)
      }
    } onCancel: {
      state.withLock { state in
        guard state.waiters[worker]?.number == number else { return Waiter?.none }
        return state.waiters.removeValue(forKey: worker)
      }?.continuation.resume(returning: true)
    }
  }
}
