import ArgumentParser
import BlockStore
import Master
import Model
import Testing

@testable import mr

@Suite struct OptionsTests {
  @Test(arguments: [
    ("127.0.0.1:7077", "127.0.0.1", 7077), ("localhost:0", "localhost", 0), ("[::1]:80", "::1", 80),
  ])
  func addresses(text: String, host: String, port: Int) {
    #expect(NetworkAddress(text) == NetworkAddress(host: host, port: port))
    #expect(NetworkAddress(text)?.description == text)
  }

  @Test(arguments: ["", "localhost", ":80", "a:", "a:x", "a:-1", "a:65536", "::1:80", "[]:1"])
  func malformedAddresses(text: String) {
    #expect(NetworkAddress(text) == nil)
  }

  @Test func numbersOfWorkers() throws {
    #expect(try WorkerCounts.parse(["--mappers", "1024"]).mappers == 1024)
    for count in ["0", "1025", "-1", "x"] {
      #expect(throws: (any Error).self) { try WorkerCounts.parse(["--mappers=\(count)"]) }
      #expect(throws: (any Error).self) { try WorkerCounts.parse(["--reducers=\(count)"]) }
    }
  }

  @Test func memoryOfWorkers() throws {
    #expect(try WorkerMemoryOption.parse([]).workerMemory == 256)
    #expect(try WorkerMemoryOption.parse(["--worker-memory", "96"]).workerMemory == 96)
    #expect(throws: (any Error).self) { try WorkerMemoryOption.parse(["--worker-memory", "95"]) }
  }

  @Test func stores() throws {
    guard case .servers(let servers, nil) = try StoreOptions.parse(["--store", "a:1,b"]).choice()
    else {
      Issue.record("not servers")
      return
    }
    #expect(servers == [.tcp(host: "a", port: 1), .tcp(host: "b")])
    guard case .own(512, nil) = try StoreOptions.parse(["--store-memory", "512"]).choice() else {
      Issue.record("not its own")
      return
    }
    let onDisk = try StoreOptions.parse(["--store-memory", "64", "--store-disk", "/tmp:8G"])
    guard case .own(64, .some) = try onDisk.choice() else {
      Issue.record("no disk")
      return
    }
    for arguments in [
      ["--store", "a", "--store-disk", "/tmp:1G"], ["--store-disk", "/tmp"],
      ["--store-memory", "64", "--store-disk", "/tmp:1T"],
      ["--store", ""], ["--store", "a,"], ["--store", "a,a"], ["--store", "a,A:11211"],
      ["--store", "127.0.0.1:1,localhost:1"], ["--store-memory", "63"],
      ["--store", "a", "--store-memory", "64"], ["--store-auth", "/etc/hostname"],
      ["--store", "a", "--store-auth", "/none"],
    ] {
      #expect(throws: (any Error).self) { try StoreOptions.parse(arguments) }
    }
  }
  /// A server that counts twice would hold half of what it seems to.
  @Test(arguments: [
    ["master", "--store", "a:1,a:1"], ["master", "--store", "127.0.0.1:1,localhost:1"],
    ["run", "--plugin", "p", "--input", "i", "--output", "o", "--store", "a,A"],
  ])
  func aStoreThatIsNamedTwiceIsRefused(words: [String]) {
    let error = #expect(throws: (any Error).self) { try MRCommand.parseAsRoot(words) }
    let message = error.map { MRCommand.message(for: $0) } ?? ""
    #expect(message.contains("named twice") || message.contains("are the same"), "\(message)")
  }
}
