@testable import Execution
import Model
import PluginHost
import Protocol
import Synchronization
import Testing

@testable import Worker

@Suite struct HeartbeatTests {
  private func heartbeat(
    _ master: MasterConnection, _ running: RunningAttempt = RunningAttempt(),
    patience: Duration = .seconds(30)
  ) throws -> Heartbeat {
    Heartbeat(
      worker: "c1-w1", master: master, running: running, interval: .milliseconds(1),
      patience: patience, taskTimeout: .seconds(600),
      note: try CrashNote(path: nil))
  }

  @Test(arguments: [false, true])
  func theMasterEndsAWorker(renews: Bool) async throws {
    let master = FakeMaster { request in
      #expect(request.workerID == "c1-w1")
      var response = WireHeartbeatResponse()
      response.shutDown = true
      response.renew = renews
      return response
    }
    let ending = try await master.run { try await heartbeat($0).run() }
    #expect((ending == .renewed) == renews)
  }

  @Test func aWorkerThatNobodyKnowsEnds() async throws {
    let master = FakeMaster { _ in throw MRError(.notFound, "there is no worker c1-w1") }
    let error = await #expect(throws: MRError.self) {
      try await master.run { try await heartbeat($0).run() }
    }
    #expect(error?.code == .notFound)
  }

  /// A connection can be dead without anybody noticing.
  @Test func aSilentMasterIsGivenUp() async throws {
    let master = FakeMaster { _ in
      try await Task.sleep(for: .seconds(1000))
      return WireHeartbeatResponse()
    }
    let error = await #expect(throws: MRError.self) {
      try await master.run { try await heartbeat($0, patience: .milliseconds(50)).run() }
    }
    #expect(error?.code == .network)
  }

  @Test func theMasterHearsHowFarAnAttemptIsAndCancelsIt() async throws {
    let running = RunningAttempt()
    let monitor = AttemptMonitor()
    var attempt = WireAttemptId()
    attempt.jobID = "j1"
    attempt.kind = .reduce
    attempt.task = 4
    running.begin(attempt, monitor)
    monitor.set(records: 12, bytes: 345)
    monitor.log(LogLine(time: 1, severity: .info, text: "hello"))
    let heard = Mutex<[WireHeartbeatRequest]>([])
    let master = FakeMaster { request in
      var response = WireHeartbeatResponse()
      response.drop = request.attempts.map(\.attempt)
      response.shutDown = heard.withLock { heard in
        heard.append(request)
        return heard.count == 2
      }
      return response
    }
    let ending = try await master.run { try await heartbeat($0, running).run() }
    #expect(ending == .ended && monitor.isCancelled)
    let requests = heard.withLock { $0 }
    let progress = try #require(requests.first?.attempts.first)
    #expect(progress.attempt == attempt && progress.records == 12 && progress.bytes == 345)
    #expect(requests.map { $0.lines.map(\.text) } == [["hello"], []])
  }
}
