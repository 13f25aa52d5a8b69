import Foundation
import GRPCCore
import Model
import Protocol
import TestSupport
import Testing

/// Who may call a master, and what for.
@Suite(.fewAtOnce) struct AccessTests {
  private static let listening = ["--store-memory", "64", "--listen", "127.0.0.1:0"]
  /// An address that is not known to be this machine's own.
  private static let encrypted = ["--store-memory", "64", "--listen", "127.1:0"]

  @Test func inANetworkNobodyIsHeardWithoutAToken() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Self.listening) { master in
        #expect(!master.address.hasPrefix("unix:"))
        let wrong = try workspace.write("wrong", "mr_" + String(repeating: "0", count: 64))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: wrong)
        for variables in [[:], ["MR_TOKEN_FILE": wrong]] {
          for command in [["jobs"], ["cluster", "init"], ["token", "list"]] {
            let result = try await workspace.mr(
              command, environment: variables.merging(["MR_MASTER": master.address]) { $1 })
            #expect(result.status == 1)
            #expect(result.errors.contains("token"), "\(result.errors)")
          }
        }
        // Every call there is, of every service.
        let schema = try ProtocolSchema()
        for token in [nil, "", "mr_0", "c1-w1:mr_0", String(repeating: "x", count: 5000)] {
          try await RawClient.run(master.address, token: token) { client in
            for call in schema.calls {
              let error = await #expect(throws: RPCError.self) {
                try await client.call(call.service, call.method, [])
              }
              #expect(error?.code == .unauthenticated, "\(call)")
            }
          }
        }
        // With the token that the master has made, and with its connection file.
        let shown = try await workspace.mr(
          ["jobs", "--master", master.address],
          environment: ["MR_TOKEN_FILE": "\(master.stateDirectory)/token"])
        #expect(shown.status == 0, "\(shown.errors)")
        let file = "\(master.stateDirectory)/connection.json"
        #expect(try await workspace.mr(["jobs", "--master", file]).status == 0)
        // On its own machine its user needs neither.
        let socket = "unix:\(master.stateDirectory)/master.sock"
        #expect(try await workspace.mr(["jobs", "--master", socket]).status == 0)
      }
    }
  }

  @Test func secretsAreTheirUsersAlone() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Self.listening) { master in
        for name in ["token", "connection.json"] {
          let path = "\(master.stateDirectory)/\(name)"
          let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
          #expect(mode as? Int == 0o600)
        }
        // One that others could have read is not used.
        let token = "\(master.stateDirectory)/token"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: token)
        let result = try await workspace.mr(
          ["jobs", "--master", master.address], environment: ["MR_TOKEN_FILE": token])
        #expect(result.status == 1 && result.errors.contains("chmod 600"), "\(result.errors)")
        // Nor shown to somebody on another machine.
        let remote = try await workspace.mr(
          ["jobs", "--master", "192.0.2.1:7077"], environment: ["MR_TOKEN_FILE": token])
        #expect(remote.status == 1 && remote.errors.contains("connection file"))
      }
    }
  }

  @Test func aRoleCoversItsCallsAndNoOthers() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Self.listening) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let input = try workspace.write("lines.txt", "a\n")
        func made(_ name: String, _ role: String) async throws -> String {
          let text = try await master.succeed(["token", "create", name, "--role", role])
          let path = try workspace.write("\(name).json", text)
          try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
          return path
        }
        let files = try await [
          "read": made("reader", "read"), "submit": made("author", "submit"),
          "join": made("host", "join"), "admin": made("operator", "admin"),
          "other": made("other", "submit"),
        ]
        func status(_ who: String, _ arguments: [String]) async throws -> Int32 {
          let result = try await workspace.mr(
            arguments, environment: ["MR_MASTER": files[who] ?? ""])
          if result.status != 0 { #expect(result.errors.contains("may not do that")) }
          return result.status
        }
        let gate = Gate(workspace, "gate")
        func submission(_ output: String) throws -> [String] {
          [
            "submit", "--cluster", cluster, "--plugin", try FixturePlugins.build("gated"),
            "--input", input, "--output", workspace.path(output), "--param",
            "map_gate=\(gate.path)",
          ]
        }
        for (who, expected) in ["read": [0, 1, 1], "submit": [0, 0, 1], "join": [1, 1, 1]] {
          #expect(try await status(who, ["jobs"]) == expected[0])
          #expect(try await status(who, submission("out-\(who)")) == expected[1])
          #expect(try await status(who, ["cluster", "init"]) == expected[2])
          #expect(try await status(who, ["cluster", "stop", cluster]) == 1)
          #expect(try await status(who, ["token", "create", "more"]) == 1)
          #expect(try await status(who, ["token", "list"]) == 1)
          #expect(try await status(who, ["token", "revoke", "reader"]) == 1)
        }
        // Jobs are their submitters'.
        #expect(try await status("other", ["cancel", "j1"]) == 1)
        #expect(try await status("read", ["cancel", "j1"]) == 1)
        let jobs = try await master.succeed(["jobs"])
        #expect(jobs.contains("token author"), "\(jobs)")
        #expect(try await status("submit", ["cancel", "j1"]) == 0)
        let report = try await master.end(of: "j1")
        #expect(report.state == "cancelled")
        #expect(try await master.succeed(["status", "j1"]).contains("token author asked for it"))
        #expect(master.process.errors.contains("token author cancelled job j1"))
        // A token that is revoked lets nobody in any more.
        #expect(try await status("admin", ["token", "revoke", "reader"]) == 0)
        let revoked = try await workspace.mr(["jobs", "--master", files["read"] ?? ""])
        #expect(revoked.status == 1 && revoked.errors.contains("revoked"), "\(revoked.errors)")
        let list = try await master.succeed(["token", "list"])
        #expect(list.contains("author") && !list.contains("mr_"), "\(list)")
      }
    }
  }

  /// A worker speaks for itself, with what it was given; so does one that joins.
  @Test func workersHaveTokensOfTheirOwn() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Self.encrypted) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let file = try workspace.write(
          "host.json", try await master.succeed(["token", "create", "host", "--role", "join"]))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let guest = try workspace.start(
          mr: ["worker", "--join", file, "--cluster", cluster, "--role", "mapper"])
        _ = try await master.cluster(cluster, has: 3)
        let job = try await master.submit(
          to: cluster, output: "output",
          [
            "--plugin", try FixturePlugins.build("gated"),
            "--input", try await workspace.text("text", bytes: 1_000_000),
          ])
        #expect(try await master.end(of: job).state == "succeeded")
        // No plugin finds the token of its worker.
        for worker in master.workers.values {
          let variables = try Data(contentsOf: URL(filePath: "/proc/\(worker.pid)/environ"))
          #expect(!String(decoding: variables, as: UTF8.self).contains("mr_"))
          #expect(!worker.arguments.joined().contains("mr_"))
        }
        _ = try await master.succeed(["cluster", "stop", cluster])
        #expect(try await guest.wait().status == 0, "\(guest.errors)")
      }
    }
  }

  @Test func onItsMachineOnlyItsUserReachesAMaster() async throws {
    try #require(geteuid() == 0, "another user can be tried by root alone")
    try await Workspace.run { workspace in
      try await Master.run(in: workspace) { master in
        let socket = String(master.address.dropFirst("unix:".count))
        // What every Debian has.
        let program = """
          socket(S, AF_UNIX, SOCK_STREAM, 0) or exit 1;
          connect(S, pack_sockaddr_un($ARGV[0])) and exit 0;
          exit($!{EACCES} ? 7 : 2);
          """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments = [
          "--reuid", "65534", "--regid", "65534", "--clear-groups", "/usr/bin/perl", "-MSocket",
          "-e", program, socket,
        ]
        process.currentDirectoryURL = URL(filePath: "/")
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 7)
        #expect(try await master.mr("jobs").status == 0)
        #expect(try await master.succeed(["cluster", "init"]) == "c1")
        #expect(master.process.errors.contains("root started cluster c1"))
      }
      // No port is open for it either: neither the master's nor the store's.
    }
  }

  @Test func beyondItsMachineEverythingIsEncryptedAndTheMasterIsKnown() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Self.encrypted) { master in
        let file = "\(master.stateDirectory)/connection.json"
        func mr(_ words: [String], by contact: String) async throws -> RunningProcess.Result {
          try await workspace.mr(words, environment: ["MR_MASTER": contact])
        }
        let cluster = try await mr(
          ["cluster", "init", "--mappers", "1", "--reducers", "1"], by: file)
        try #require(cluster.status == 0, "\(cluster.errors)")
        let guest = try workspace.start(
          mr: ["worker", "--join", file, "--cluster", "c1", "--role", "reducer"])
        let job = try await mr(
          [
            "submit", "--follow", "--cluster", "c1", "--plugin", try FixturePlugins.build("gated"),
            "--input", try await workspace.text("text", bytes: 1_000_000), "--output",
            workspace.path("output"),
          ], by: file)
        #expect(job.status == 0, "\(job.errors)")
        // Who does not encrypt is told how.
        let plain = try await mr(["jobs"], by: master.address)
        #expect(plain.status == 1 && plain.errors.contains("connection.json"), "\(plain.errors)")
        #expect(try await mr(["cluster", "stop", "c1"], by: file).status == 0)
        #expect(try await guest.wait().status == 0, "\(guest.errors)")
      }
    }
  }

  /// Whoever listens there would have it load his code.
  @Test func aWorkerWantsToKnowItsMaster() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Self.listening) { master in
        let worker = ["worker", "--cluster", "c1", "--role", "mapper"]
        for place in [
          ["--master", master.address], ["--join", "\(master.stateDirectory)/connection.json"],
        ] {
          let result = try await workspace.mr(worker + place)
          #expect(result.status == 1 && result.errors.contains("unix:"), "\(result.errors)")
        }
      }
      let nobody = try await workspace.mr(
        ["worker", "--cluster", "c1", "--role", "mapper", "--master", "unix:/nowhere/master.sock"])
      #expect(nobody.status == 1 && nobody.errors.contains("no master answers"))
    }
  }

  /// The system takes no socket whose path is longer than 107 bytes.
  @Test func aStateDirectoryMayHaveALongPath() async throws {
    try await Workspace.run { workspace in
      let runtime = workspace.path("runtime")
      try FileManager.default.createDirectory(
        atPath: runtime, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      let variables = [
        "XDG_RUNTIME_DIR": runtime,
        "XDG_STATE_HOME": workspace.path(String(repeating: "long/", count: 30)),
      ]
      let process = try workspace.start(
        mr: ["master", "--store-memory", "64"], environment: variables)
      try await eventually("the master to listen; it said: \(process.errors)") {
        process.hasEnded || process.errors.contains("listens at unix:\(runtime)/mr-")
      }
      let jobs = try await workspace.mr(["jobs"], environment: variables)
      #expect(jobs.status == 0, "\(jobs.errors)")
      process.send(SIGTERM)
      #expect(try await process.wait().status == 128 + SIGTERM)
      #expect(try FileManager.default.contentsOfDirectory(atPath: runtime).isEmpty)
      // A job alone needs no such directory.
      let long = workspace.path(String(repeating: "deep/", count: 30))
      try FileManager.default.createDirectory(atPath: long, withIntermediateDirectories: true)
      let run = try await workspace.mr(
        [
          "run", "--plugin", try FixturePlugins.build("gated"), "--input",
          try workspace.write("lines.txt", "a\n"), "--output", workspace.path("output"),
        ], environment: ["TMPDIR": long])
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  @Test func withoutProtectionItIsSaid() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Self.listening + ["--insecure"]) { master in
        #expect(master.process.errors.contains("WITHOUT ANY PROTECTION"))
        let jobs = try await workspace.mr(["jobs", "--master", master.address])
        #expect(jobs.status == 0, "\(jobs.errors)")
      }
      let result = try await workspace.mr(["master", "--insecure"])
      #expect(result.status == 64 && result.errors.contains("--listen"), "\(result.errors)")
    }
  }
}
