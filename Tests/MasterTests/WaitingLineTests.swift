import Threading
@testable import Master
import Model
import Scheduling
import Testing

@Suite struct WaitingLineTests {
  private let spare = WaitingLine.Place.code(.none)

  private func worker(_ number: Int) -> WorkerID { WorkerID(cluster: ClusterID(1), number: number) }

  /// Returns when so many wait.
  private func waiters(_ count: Int, in line: WaitingLine) async {
    while line.count != count { await Task.yield() }
  }

  @Test func asManyAreWokenAsThereAreTasks() async {
    let line = WaitingLine()
    let woken = Guarded<[Int]>([])
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<10 {
        group.addTask {
          let isToLook = await line.wait(self.worker(number), in: spare, after: line.version)
          #expect(isToLook)
          woken.update { $0.append(number) }
        }
        // One after the other, so that their order is known.
        await waiters(number + 1, in: line)
      }
      for left in [9, 6, 6, 0] {
        let count = line.count - left
        line.wake(count, in: [(spare, .max)])
        #expect(line.count == left)
        while woken.update({ $0.count }) != 10 - left { await Task.yield() }
        #expect(woken.update { $0.sorted() } == Array(0..<10 - left), "first come, first served")
      }
    }
  }

  @Test func aTaskBetweenLookingAndWaitingIsNotMissed() async {
    let line = WaitingLine()
    let version = line.version
    line.wake(1, in: [(spare, .max)])
    #expect(await line.wait(worker(1), in: spare, after: version))
    #expect(line.count == 0)
  }

  @Test func aWorkerIsWokenByName() async {
    let line = WaitingLine()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<3 {
        group.addTask { _ = await line.wait(self.worker(number), in: spare, after: line.version) }
      }
      await waiters(3, in: line)
      line.wake(worker(1))
      #expect(line.count == 2)
      line.wake(worker(9))
      #expect(line.count == 2)
      line.wake(1, in: [(spare, .max)])
      #expect(line.count == 1)
      line.wakeAll()
      #expect(line.count == 0)
    }
  }

  /// Its connection broke, which the master does not know yet, and it has made another.
  @Test func aWorkerThatComesAgainHasOnePlace() async {
    let line = WaitingLine()
    let first = Task { await line.wait(self.worker(1), in: spare, after: line.version) }
    await waiters(1, in: line)
    let second = Task { await line.wait(self.worker(1), in: spare, after: line.version) }
    #expect(await first.value == false)
    await waiters(1, in: line)
    line.wake(1, in: [(spare, .max)])
    #expect(await second.value)
  }

  /// Those with the job's code come first, and of those without any only as many as are wanted.
  @Test func onlyThoseAreWokenWhoMayRunTheJob() async {
    let line = WaitingLine()
    let (mine, other) = (WaitingLine.Place.code(.loaded(1)), WaitingLine.Place.code(.loaded(2)))
    let woken = Guarded<[Int]>([])
    await withTaskGroup(of: Void.self) { group in
      for (number, place) in [other, spare, mine, spare, mine].enumerated() {
        group.addTask {
          _ = await line.wait(self.worker(number), in: place, after: line.version)
          woken.update { $0.append(number) }
        }
        await waiters(number + 1, in: line)
      }
      #expect(line.count(mine) == 2 && line.count(spare) == 2 && line.count(other) == 1)
      line.wake(4, in: [(mine, .max), (spare, 1)])
      while woken.update({ $0.count }) != 3 { await Task.yield() }
      #expect(woken.update { Set($0) } == [1, 2, 4])
      #expect(line.count(mine) == 0 && line.count(spare) == 1 && line.count(other) == 1)
      line.wake(1, in: [])
      #expect(line.count == 2)
      line.wakeAll()
    }
  }

  @Test func cancellationEndsTheWait() async {
    let line = WaitingLine()
    for delay in 0..<50 {
      let waiting = Task { await line.wait(self.worker(1), in: spare, after: line.version) }
      for _ in 0..<delay { await Task.yield() }
      waiting.cancel()
      #expect(await waiting.value)
    }
    #expect(line.count == 0)
  }

  /// Tasks come while workers look, wait and leave: none stays although somebody waits for it.
  @Test func noTaskIsForgotten() async {
    let line = WaitingLine()
    let tasks = Guarded((ready: 0, done: 0))
    let total = 4000
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<16 {
        group.addTask {
          while true {
            let version = line.version
            let isOver = tasks.update { tasks -> Bool? in
              if tasks.done == total { return true }
              guard tasks.ready > 0 else { return nil }
              tasks.ready -= 1
              tasks.done += 1
              return tasks.done == total
            }
            if isOver == true { return line.wakeAll() }
            if isOver == nil { _ = await line.wait(self.worker(number), in: spare, after: version) }
          }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<total / 4 {
            tasks.update { $0.ready += 1 }
            line.wake(1, in: [(spare, .max)])
            if Bool.random() { await Task.yield() }
          }
        }
      }
    }
    #expect(tasks.update { $0.done } == total)
  }
}
