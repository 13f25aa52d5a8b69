import BlockStore
import Model
import Testing

/// Answers of memcached under pressure, and answers that make no sense.
struct AnswerTests {
  private let outOfMemory = "SERVER_ERROR out of memory writing get response\r\n"

  /// What a fetch of the keys `a`, `b` and `c` finds when the server answers so.
  /// - Parameter patience: short where it has to run out; otherwise longer than a busy machine lets
  ///   anybody wait.
  private func fetch(
    _ answers: [String], patience: Duration = .seconds(60)
  ) throws -> [Int: [UInt8]] {
    let server = try ScriptedServer(answers)
    defer { server.stop() }
    let store = try MemcachedStore(
      servers: [.tcp(host: "127.0.0.1", port: server.port)],
      options: .init(
        patience: patience, reconnectPatience: patience, responseTimeout: .seconds(60)))
    return try store.connect().values(["a", "b", "c"])
  }

  @Test func asksAgainForWhatTheServerHadNoMemoryFor() throws {
    let found = try fetch([
      outOfMemory, outOfMemory, "VALUE a 0 1\r\n1\r\nEND\r\n", outOfMemory, "END\r\n",
      "VALUE c 0 1\r\n3\r\nEND\r\n",
    ])
    #expect(found == [0: [UInt8(ascii: "1")], 2: [UInt8(ascii: "3")]])
  }

  @Test func neverTakesAFailureForAMissingBlock() throws {
    let refused = #expect(throws: MRError.self) {
      try fetch(
        [String](repeating: outOfMemory, count: 1000), patience: .milliseconds(30))
    }
    #expect(refused?.code == .storeFull)
    for answer in [
      "SERVER_ERROR something\r\n", "ERROR\r\n", "CLIENT_ERROR no\r\n",
      "VALUE z 0 1\r\n1\r\nEND\r\n",
      "nonsense\r\n", "VALUE a 0 x\r\n", "VALUE a 0 -1\r\n", "VALUE a 0\r\n",
      "VALUE a 0 2000000\r\n",
      "VALUE a 0 1\r\n22\r\nEND\r\n", String(repeating: "x", count: 5000) + "\r\n",
      "VALUE a 0 5\r\nab", "VALUE b 0 1\r\n1\r\nVALUE a 0 1\r\n1\r\nEND\r\n",
    ] {
      let error = #expect(throws: MRError.self) {
        try fetch([answer], patience: .milliseconds(30))
      }
      #expect(error?.code == .store, "\(answer): \(error?.description ?? "")")
    }
  }

  @Test func goesOnAfterABrokenConnection() throws {
    let found = try fetch([
      "VALUE a 0 1\r\n1\r\nVALUE b 0 2\r\n2", "VALUE b 0 2\r\n22\r\nEN",
      "VALUE c 0 1\r\n3\r\nEND\r\n",
    ])
    #expect(
      found == [
        0: [UInt8(ascii: "1")], 1: [UInt8(ascii: "2"), UInt8(ascii: "2")], 2: [UInt8(ascii: "3")],
      ])
  }
}
