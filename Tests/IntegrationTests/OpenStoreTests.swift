import BlockStore
import Blocks
import Foundation
import Model
import Records
import TestSupport
import Testing

/// A store that others can reach: they may destroy blocks, which costs time, and nothing else.
@Suite(.fewAtOnce) struct OpenStoreTests {
  /// What somebody who can do everything with a server, but does not know its masters' secret, does
  /// to blocks.
  enum Attack: CaseIterable {
    /// Blocks that pass every check that needs no secret.
    case forge
    /// Blocks of this master, each under the key of another.
    case swap
    /// A bit of each.
    case flip

    func run(on store: any BlockStore, _ keys: [String]) throws {
      let connection = try store.connect()
      var blocks = [[UInt8]](repeating: [], count: keys.count)
      try connection.get(keys) { blocks[$0] = Array($1) }
      for (index, key) in keys.enumerated() {
        var bytes = blocks[index]
        switch self {
        case .forge:
          let block = BlockBuffer()
          _ = Array("forged forged forged\n".utf8).withUnsafeBytes { block.append($0) }
          block.seal(key: key)
          try connection.set(key, block, isCancelled: { false })
          continue
        case .swap: bytes = blocks[(index + 1) % blocks.count]
        case .flip: bytes[bytes.count / 3] ^= 1
        }
        try bytes.withUnsafeBytes { try connection.set(key, $0, isCancelled: { false }) }
      }
    }
  }

  private func passwordFile(_ credential: StoreCredential, _ workspace: Workspace) throws -> String
  {
    let path = try workspace.write("password", "\(credential.text)\n")
    chmod(path, 0o600)
    return path
  }

  @Test(arguments: Attack.allCases, ["map", "reduce"])
  func blocksOfOthersAreLostBlocks(_ attack: Attack, _ phase: String) async throws {
    try await Workspace.run { workspace in
      let credential = StoreCredential.random()
      let servers = try (0..<2).map { _ in try MemcachedProcess.start(credential: credential) }
      defer { servers.forEach { $0.stop() } }
      let addresses = servers.map(\.address)
      let input = try await workspace.text("text", bytes: 2_000_000)
      let gate = Gate(workspace, "gate")
      let arguments = [
        "--plugin", try FixturePlugins.build("gated"), "--input", input, "--reducers", "2",
      ]
      let expected = try await workspace.sequential(arguments)
      let store = [
        "--store", addresses.joined(separator: ","), "--store-auth",
        try passwordFile(credential, workspace),
      ]
      try await Master.run(in: workspace, arguments: store) { master in
        let cluster = try await master.cluster(reducers: 1)
        let job = try await master.submit(
          to: cluster, output: "output",
          arguments + ["--param", "\(phase)_gate=\(gate.path)"])
        try await gate.reached()
        for address in addresses {
          let pool = try MemcachedStore(
            servers: [StoreAddress(address)], credential: credential)
          try attack.run(on: pool, try MemcachedClient(address, credential).keys())
        }
        try gate.open()
        let report = try await master.end(of: job)
        let log = master.log(job)
        #expect(report.state == "succeeded", "\(log)")
        #expect(log.contains("lost"), "\(log)")
        #expect(try workspace.parts(workspace.path("output")) == expected)
      }
    }
  }

  /// A master that listens in the network has a store that workers there can reach, with a password
  /// that nobody else gets to see.
  @Test func aStoreInTheNetworkHasAPassword() async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 1_000_000)
      let arguments = ["--plugin", "wordcount", "--input", input, "--reducers", "2"]
      let expected = try await workspace.sequential(arguments)
      let options = ["--listen", "127.0.0.1:0", "--store-memory", "256"]
      try await Master.run(in: workspace, arguments: options) { master in
        #expect(master.store.hasPrefix("127.0.0.1:"))
        let error = #expect(throws: MRError.self) {
          try MemcachedStore(servers: [StoreAddress(master.store)]).connect()
        }
        #expect(error?.cause == "it asks for a password")

        let cluster = try await master.cluster()
        let job = try await master.submit(to: cluster, output: "output", arguments)
        #expect(try await master.end(of: job).state == "succeeded", "\(master.log(job))")
        #expect(try workspace.parts(workspace.path("output")) == expected)

        let file = "\(master.stateDirectory)/store/memcached.password"
        #expect(
          try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600
        )
        let credential = try StoreCredential(
          try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines))
        #expect(try MemcachedClient(master.store, credential).statistic("auth_cmds") > 0)
        let password = String(credential.text.dropFirst("mr:".count))
        for process in workspace.processes {
          #expect(!process.description.contains(password))
          let environment = try Data(contentsOf: URL(filePath: "/proc/\(process.pid)/environ"))
          #expect(environment.range(of: Data(password.utf8)) == nil)
        }
        // Nor does it lie in a log or the journal.
        let found = try await workspace.shell(
          "grep -rlaF -e \"$1\" \"$2\" || true", password, master.stateDirectory)
        #expect(found.text == "\(file)\n")
      }
      #expect(try workspace.files(in: workspace.path("state/store")) == ["memcached.log"])
    }
  }

  @Test func aWrongPasswordIsSaid() async throws {
    try await Workspace.run { workspace in
      let server = try MemcachedProcess.start(credential: .random())
      defer { server.stop() }
      let wrong = StoreCredential.random()
      let job = [
        "run", "--plugin", "wordcount", "--input", try workspace.write("a.txt", "a"),
        "--output", workspace.path("output"), "--store", server.address,
      ]
      for (more, cause) in [
        ([], "asks for a password"),
        (["--store-auth", try passwordFile(wrong, workspace)], "does not take this password"),
      ] {
        let result = try await workspace.mr(job + more)
        #expect(result.status == 1)
        #expect(result.errors.contains(cause), "\(result.errors)")
        #expect(result.errors.contains("--store-auth"), "\(result.errors)")
        #expect(!result.errors.contains(wrong.text.dropFirst(3)))
      }
      chmod(workspace.path("password"), 0o644)
      let open = try await workspace.mr(job + ["--store-auth", workspace.path("password")])
      #expect(open.status == 64)
      #expect(open.errors.contains("chmod 600"), "\(open.errors)")
    }
  }
}
