import Model
import Scheduling
import Synchronization

/// The workers of a role that wait for a task, first come, first served, in a queue for each set of
/// code that they have in them. So many are woken as there are tasks: of a thousand that wait, 999
/// would look in vain.
///
/// Whoever waits says which change it has already seen, so that no task is missed between looking
/// and waiting. Whoever is woken and does not look has to wake another.
final class WaitingLine: Sendable {
  /// Where a worker waits.
  enum Place: Hashable, Sendable {
    case code(ProcessCode)
    /// A worker without code that somebody else started: whoever's turn it is may have it.
    case guest
  }

  private struct Waiter {
    /// Tells a worker's place in the line from an earlier one that it left.
    var number: Int
    var place: Place
    /// What is told whether the worker is to look.
    var continuation: CheckedContinuation<Bool, Never>
  }
  private struct State {
    var version = 0
    var nextNumber = 0
    var waiters: [WorkerID: Waiter] = [:]
    var order: [Place: FIFO<(worker: WorkerID, number: Int)>] = [:]
    var counts: [Place: Int] = [:]

    mutating func next(_ place: Place) -> Waiter? {
      while let (worker, number) = order[place]?.popFirst() {
        if waiters[worker]?.number == number { return remove(worker) }
      }
      order[place] = nil
      return nil
    }

    mutating func remove(_ worker: WorkerID) -> Waiter? {
      guard let waiter = waiters.removeValue(forKey: worker) else { return nil }
      counts[waiter.place, default: 1] -= 1
      if counts[waiter.place] == 0 { counts[waiter.place] = nil }
      return waiter
    }
  }
  private let state = Mutex(State())

  /// Number of workers that wait.
  var count: Int { state.withLock { $0.waiters.count } }

  /// Number of workers that wait in a place.
  func count(_ place: Place) -> Int { state.withLock { $0.counts[place] ?? 0 } }

  /// Number of the latest change.
  var version: Int { state.withLock { $0.version } }

  /// There are so many tasks more.
  /// - Parameter places: whose workers are woken, and how many of each at most; the first come first.
  func wake(_ count: Int, in places: [(place: Place, most: Int)]) {
    let woken = state.withLock { state in
      state.version += 1
      var woken: [Waiter] = []
      for (place, most) in places {
        let enough = woken.count + min(most, count - woken.count)
        while woken.count < enough, let waiter = state.next(place) { woken.append(waiter) }
      }
      return woken
    }
    for waiter in woken { waiter.continuation.resume(returning: true) }
  }

  /// Wakes a worker, which is to look whether it is still wanted.
  func wake(_ worker: WorkerID) {
    state.withLock { state in
      state.version += 1
      return state.remove(worker)
    }?.continuation.resume(returning: true)
  }

  func wakeAll() {
    let woken = state.withLock { state in
      state.version += 1
      defer {
        state.waiters = [:]
        state.order = [:]
        state.counts = [:]
      }
      return Array(state.waiters.values)
    }
    for waiter in woken { waiter.continuation.resume(returning: true) }
  }

  /// Waits until there is a later change than `version` and it is this worker's turn, or until the
  /// task is cancelled.
  /// - Returns: false if the worker has come a second time and waits there.
  func wait(_ worker: WorkerID, in place: Place, after version: Int) async -> Bool {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (isOver, former) = state.withLock { state -> (Bool, Waiter?) in
          if state.version > version || Task.isCancelled { return (true, nil) }
          let former = state.remove(worker)
          state.order[place, default: FIFO()].append((worker, number))
          state.waiters[worker] = Waiter(number: number, place: place, continuation: continuation)
          state.counts[place, default: 0] += 1
          return (false, former)
        }
        if isOver { continuation.resume(returning: true) }
        former?.continuation.resume(returning: false)
      }
    } onCancel: {
      state.withLock { state in
        state.waiters[worker]?.number == number ? state.remove(worker) : nil
      }?.continuation.resume(returning: true)
    }
  }
}
