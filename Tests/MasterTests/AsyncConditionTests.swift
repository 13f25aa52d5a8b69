@testable import Master
import Synchronization
import Testing

@Suite struct AsyncConditionTests {
  @Test func aChangeBeforeTheWaitIsNotMissed() async {
    let condition = AsyncCondition()
    let version = condition.version
    condition.notify()
    await condition.wait(after: version)
    #expect(condition.version == version + 1)
  }

  @Test func aTimeoutEndsTheWait() async {
    let condition = AsyncCondition()
    await condition.wait(after: condition.version, timeout: .milliseconds(1))
    #expect(condition.waiters == 0)
  }

  @Test func cancellationEndsTheWait() async {
    let condition = AsyncCondition()
    for delay in 0..<50 {
      let waiting = Task { await condition.wait(after: condition.version) }
      for _ in 0..<delay { await Task.yield() }
      waiting.cancel()
      await waiting.value
    }
    #expect(condition.waiters == 0)
  }

  /// Every change reaches a waiter that looks and waits in turn, however the two are interleaved.
  @Test func noWakeUpIsLost() async {
    let condition = AsyncCondition()
    let counter = Counter()
    let count = 2000
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          while true {
            let version = condition.version
            if counter.value >= count { return }
            await condition.wait(after: version)
          }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<count / 4 {
            counter.increase()
            condition.notify()
            if Bool.random() { await Task.yield() }
          }
        }
      }
    }
    #expect(counter.value == count)
    #expect(condition.waiters == 0)
  }
}

private final class Counter: Sendable {
  private let number = Mutex(0)
  var value: Int { number.withLock { $0 } }
  func increase() { number.withLock { $0 += 1 } }
}
