import Foundation
import Testing

/// Who shows another certificate than the connection file's is no master, and callers hear that this is why.
@Suite(.fewAtOnce) struct MasterProofTests {
  private static let encrypted = ["--store-memory", "64", "--listen", "127.1:0"]

  @Test func anotherCertificateIsNamed() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace, arguments: Self.encrypted) { master in
        let other = try await Master.start(
          in: workspace, arguments: Self.encrypted, state: "other")
        let path = try connection(workspace, of: other, leadingTo: master)
        try await other.stop(SIGTERM)
        let worker = ["worker", "--join", path, "--cluster", "c1", "--role", "mapper"]
        for words in [["jobs", "--master", path], worker, worker + ["--sandbox"]] {
          let result = try await workspace.mr(words)
          #expect(result.status == 1, "\(result.output)")
          let reason = "it shows another certificate than that of the connection file"
          #expect(result.errors.contains(reason), "\(result.errors)")
          #expect(result.errors.contains("connection.json"), "\(result.errors)")
        }
      }
    }
  }

  @Test func whatDoesNotEncryptIsNamed() async throws {
    try await Workspace.run { workspace in
      try await Master.run(
        in: workspace, arguments: ["--store-memory", "64", "--listen", "127.0.0.1:0"]
      ) { master in
        let other = try await Master.start(
          in: workspace, arguments: Self.encrypted, state: "other")
        let path = try connection(workspace, of: other, leadingTo: master)
        try await other.stop(SIGTERM)
        let result = try await workspace.mr(["jobs", "--master", path])
        #expect(
          result.status == 1 && result.errors.contains("does not encrypt"), "\(result.errors)")
      }
    }
  }

  /// - Returns: The path of a master's connection file with the address of another.
  private func connection(
    _ workspace: Workspace, of one: Master, leadingTo other: Master
  ) throws -> String {
    let text = try String(contentsOfFile: one.contact, encoding: .utf8)
    #expect(text.contains(one.address))
    let path = try workspace.write("false.json", text.replacing(one.address, with: other.address))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return path
  }
}
