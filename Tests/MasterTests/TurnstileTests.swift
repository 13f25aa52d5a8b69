import Model
import Synchronization
import Testing

@testable import Master

@Suite(.timeLimit(.minutes(1))) struct TurnstileTests {
  /// Bodies that wait until they are let go.
  private final class Inside: Sendable {
    private let state = Mutex((now: 0, most: 0, done: 0, refused: 0))
    let open = AsyncCondition()

    var now: Int { state.withLock { $0.now } }
    var most: Int { state.withLock { $0.most } }
    var done: Int { state.withLock { $0.done } }
    var refused: Int { state.withLock { $0.refused } }

    func refuse() { state.withLock { $0.refused += 1 } }

    func stay() async {
      state.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      await open.wait(after: 0)
      state.withLock {
        $0.now -= 1
        $0.done += 1
      }
    }

    func count(_ count: Int) async throws {
      while now < count { try await Task.sleep(for: .milliseconds(1)) }
    }
  }

  @Test func soManyAreInAtATimeAndSoManyWait() async throws {
    let turnstile = Turnstile(places: 2, waiting: 3)
    let inside = Inside()
    try await withThrowingDiscardingTaskGroup { group in
      for _ in 0..<10 {
        group.addTask {
          do throws(MRError) { try await turnstile.pass { await inside.stay() } } catch {
            #expect(error.code == .busy)
            inside.refuse()
          }
        }
      }
      while inside.refused < 5 { try await Task.sleep(for: .milliseconds(1)) }
      try await inside.count(2)
      inside.open.notify()
    }
    #expect(inside.most == 2 && inside.done == 5)
  }

  @Test func whoWaitsCanBeCancelledAndTakesNoPlace() async throws {
    let turnstile = Turnstile(places: 1, waiting: 3)
    let inside = Inside()
    let first = Task { try await turnstile.pass { await inside.stay() } }
    try await inside.count(1)
    let second = Task { () -> MRError.Code? in
      do throws(MRError) {
        try await turnstile.pass { await inside.stay() }
        return nil
      } catch { return error.code }
    }
    try await Task.sleep(for: .milliseconds(20))
    second.cancel()
    #expect(await second.value == .cancelled)
    inside.open.notify()
    try await first.value
    // The place is free.
    try await turnstile.pass {}
    #expect(inside.done == 1)
  }

  /// Whatever the order is.
  @Test func noPlaceIsLost() async throws {
    let turnstile = Turnstile(places: 3, waiting: 1000)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<300 {
        let task = Task { try? await turnstile.pass { await Task.yield() } }
        if number % 3 == 0 { task.cancel() }
        group.addTask { _ = await task.value }
      }
    }
    let inside = Inside()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<3 { group.addTask { try? await turnstile.pass { await inside.stay() } } }
      try? await inside.count(3)
      inside.open.notify()
    }
    #expect(inside.most == 3)
  }
}
