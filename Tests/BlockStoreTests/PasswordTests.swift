import BlockStore
import Model
import TestSupport
import Testing

/// Servers that ask for a password.
struct PasswordTests {
  private let credential = StoreCredential.random()
  private let block = pattern(1, count: 520_192)

  private func store(
    _ server: MemcachedProcess, _ credential: StoreCredential?
  ) throws -> MemcachedStore {
    try MemcachedStore(
      servers: [StoreAddress(server.address)], credential: credential,
      options: .init(patience: .milliseconds(100), reconnectPatience: .milliseconds(500)))
  }

  /// What every way into the store says: through the channel of values and through libmemcached.
  private func refusals(_ store: MemcachedStore) -> [MRError] {
    var errors: [MRError] = []
    for operation in [
      { _ = try store.connect() }, { _ = try store.statistics() }, { try store.reserveHeaders(1) },
    ] {
      let error = #expect(throws: MRError.self, performing: operation)
      if let error { errors.append(error) }
    }
    return errors
  }

  @Test func whoDoesNotKnowItIsRefused() throws {
    let server = try MemcachedProcess.start(credential: credential)
    defer { server.stop() }
    let other = StoreCredential.random()
    for (told, cause) in [(nil, "asks for a password"), (other, "does not take this password")] {
      let errors = refusals(try store(server, told))
      #expect(errors.count == 3)
      for error in errors {
        #expect(error.code == .store)
        #expect(error.line.contains(cause), "\(error)")
        for text in [credential.text, other.text] {
          #expect(!"\(error)".contains(text.dropFirst(3)))
        }
      }
      #expect(errors.first?.remedy?.contains("--store-auth") == true)
    }
    #expect(try store(server, credential).statistics().items == 0)
  }

  /// It would keep the password as a value, which everybody can fetch.
  @Test func aServerThatAsksForNoneIsNotToldOne() throws {
    let server = try MemcachedProcess.start()
    defer { server.stop() }
    for error in refusals(try store(server, credential)) {
      #expect(error.line.contains("asks nobody for a password"), "\(error)")
    }
    #expect(try store(server, nil).statistics().items == 0)
    #expect(try store(server, nil).connect().values(["mr-auth"]).isEmpty)
  }

  /// Each new connection is told it, also those that libmemcached makes by itself.
  @Test func isToldAgainAfterARestart() throws {
    let server = try MemcachedProcess.start(credential: credential)
    defer { server.stop() }
    let store = try store(server, credential)
    let connection = try store.connect()
    try connection.set("k", block)
    try connection.delete(["k"])
    server.stop()
    let next = try MemcachedProcess.start(port: server.port, credential: credential)
    defer { next.stop() }
    try connection.delete(["k"])
    try connection.set("k", block)
    #expect(try connection.values(["k"]) == [0: block])
    try connection.delete((0..<100).map { "none.\($0)" } + ["k"])
    #expect(try connection.values(["k"]).isEmpty)
    #expect(try store.statistics().items == 0)
  }

  @Test(arguments: [
    "", "secret", ":secret", "mr:", "mr:sec ret", "mr:sec\nother:secret", "mr:sécret",
    "mr:" + String(repeating: "sec", count: 85),
  ])
  func whatMemcachedDoesNotTakeIsRefused(text: String) throws {
    let error = #expect(throws: MRError.self) { try StoreCredential(text) }
    #expect(error?.code == .invalidArgument)
    let told = try #require(error?.description)
    #expect(!told.contains("sec"))
  }

  @Test func isNotToBeSeen() {
    #expect(!"\(credential)".contains(credential.text.dropFirst(3)))
    #expect(credential != StoreCredential.random())
    #expect(credential.text.utf8.count == 3 + 64)
  }
}
