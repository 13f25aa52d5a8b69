@testable import Master
import Synchronization
import Testing

@Suite struct SignalTests {
  @Test func aChangeBeforeTheWaitIsNotMissed() async {
    let signal = Signal()
    let version = signal.version
    signal.notify()
    await signal.wait(after: version)
    #expect(signal.version == version + 1)
  }

  @Test func aTimeoutEndsTheWait() async {
    let signal = Signal()
    await signal.wait(after: signal.version, timeout: .milliseconds(1))
    #expect(signal.waiters == 0)
  }

  @Test func cancellationEndsTheWait() async {
    let signal = Signal()
    for delay in 0..<50 {
      let waiting = Task { await signal.wait(after: signal.version) }
      for _ in 0..<delay { await Task.yield() }
      waiting.cancel()
      await waiting.value
    }
    #expect(signal.waiters == 0)
  }

  /// Every change reaches a waiter that looks and waits in turn, however the two are interleaved.
  @Test func noWakeUpIsLost() async {
    let signal = Signal()
    let counter = Counter()
    let count = 2000
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          while true {
            let version = signal.version
            if counter.value >= count { return }
            await signal.wait(after: version)
          }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<count / 4 {
            counter.increase()
            signal.notify()
            if Bool.random() { await Task.yield() }
          }
        }
      }
    }
    #expect(counter.value == count)
    #expect(signal.waiters == 0)
  }
}

private final class Counter: Sendable {
  private let number = Mutex(0)
  var value: Int { number.withLock { $0 } }
  func increase() { number.withLock { $0 += 1 } }
}
