import Foundation
import Testing

/// A master is called from another host: with its connection file as from its own, without it not at all.
@Suite(.serialized) struct OtherHostTests {
  @Test func aWorkerJoinsWithTheConnectionFileAlone() async throws {
    try await Workspace.run { workspace in
      let isPossible = try await OtherHost.run(in: workspace) { host in
        let listening = ["--store-memory", "64", "--listen", "\(host.here):0"]
        try await Master.run(in: workspace, arguments: listening) { master in
          let cluster = try await master.cluster(mappers: 1, reducers: 1)
          let guest = try host.start(
            [Checkout.mr, "worker", "--join", master.contact, "--cluster", cluster]
              + ["--role", "mapper"])
          _ = try await master.cluster(cluster, has: 3)
          let input = try await workspace.text("text", bytes: 3_000_000)
          let arguments = ["--plugin", "wordcount", "--input", input, "--task-size", "1"]
          let job = try await host.mr(
            ["submit", "--master", master.contact, "--cluster", cluster, "--follow", "--quiet"]
              + ["--output", workspace.path("output")] + arguments)
          #expect(job.status == 0, "\(job.errors)")
          let expected = try await workspace.sequential(arguments)
          #expect(
            try workspace.parts(workspace.path("output")).sortedLines == expected.sortedLines)
          _ = try await master.succeed(["cluster", "stop", cluster])
          #expect(try await guest.wait().status == 0, "\(guest.errors)")
        }
      }
      if !isPossible { print("no test of another host: no network can be made here") }
    }
  }

  @Test func withoutItNobodyIsServed() async throws {
    try await Workspace.run { workspace in
      let isPossible = try await OtherHost.run(in: workspace) { host in
        let listening = ["--store-memory", "64", "--listen", "\(host.here):0"]
        try await Master.run(in: workspace, arguments: listening) { master in
          func refused(_ contact: String, _ reason: String) async throws {
            let worker = ["worker", "--join", contact, "--cluster", "c1", "--role", "mapper"]
            for words in [["jobs", "--master", contact]] + (contact.contains("/") ? [worker] : []) {
              let result = try await host.mr(words)
              #expect(result.status == 1 && result.errors.contains(reason), "\(result.errors)")
            }
          }
          let text = try String(contentsOfFile: master.contact, encoding: .utf8)
          func changed(_ pattern: Regex<Substring>, to new: String) throws -> String {
            let path = try workspace.write("changed.json", text.replacing(pattern, with: new))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            return path
          }
          _ = try await master.cluster(mappers: 1, reducers: 1)
          try await refused(master.address, "copy connection.json")
          try await refused(
            try changed(/"token" : "[^"]*"/, to: #""token" : null"#), "wants a token")
          try await refused(try changed(/mr_[0-9a-f]+/, to: "mr_0"), "does not know this token")
          // A false master in the place of the true one.
          let other = try await Master.start(in: workspace, arguments: listening, state: "other")
          let place = master.address
          let impostor = try workspace.write(
            "false.json", text.replacing(place, with: other.address))
          try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: impostor)
          try await refused(impostor, "another certificate than that of the connection file")
          try await other.stop(SIGTERM)
        }
      }
      if !isPossible { print("no test of another host: no network can be made here") }
    }
  }
}
