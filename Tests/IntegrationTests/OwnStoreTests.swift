import Foundation
import TestSupport
import Testing

/// Where the master's own memcached is reached, and by whom.
@Suite(.fewAtOnce) struct OwnStoreTests {
  /// Connects to a socket as a user who has no rights here.
  private func connectsAsNobody(_ path: String, _ workspace: Workspace) async throws -> String {
    let script = #"print IO::Socket::UNIX->new(Peer => $ARGV[0]) ? "connected" : "$!""#
    let result = try await workspace.start([
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "perl", "-MIO::Socket::UNIX",
      "-e", script, path,
    ]).wait()
    try #require(result.status == 0, "\(result.errors)")
    return result.text
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
  }

  /// The directory alone keeps others out, and so does the socket alone.
  @Test func isForItsUserOnly() async throws {
    try #require(getuid() == 0, "becoming another user takes root")
    try await Workspace.run { workspace in
      try await Master.run(in: workspace) { master in
        let path = String(master.store.dropFirst("unix:".count))
        let directory = "\(master.stateDirectory)/store"
        #expect(path == "\(directory)/memcached.sock")
        #expect(try MemcachedClient(master.store).items() == 0)
        #expect(try mode(directory) == 0o700)
        #expect(try mode(path) == 0o700)
        for open in [workspace.directory, master.stateDirectory] { chmod(open, 0o755) }
        #expect(try await connectsAsNobody(path, workspace) == "Permission denied")
        chmod(directory, 0o755)
        #expect(try await connectsAsNobody(path, workspace) == "Permission denied")
        // The test sees what it claims to see.
        chmod(path, 0o777)
        #expect(try await connectsAsNobody(path, workspace) == "connected")
        // Nothing listens on the network.
        let memcached = try #require(workspace.processes.first { $0.isMemcached })
        let sockets = try await workspace.shell(
          "ss -Htlnp | grep -c pid=$1, || true", "\(memcached.pid)")
        #expect(sockets.text == "0\n")
      }
    }
  }

  @Test func pathsThatAreTooLongForASocketHaveAnother() async throws {
    try await Workspace.run { workspace in
      let runtime = workspace.path("runtime")
      let state = String(repeating: "long", count: 25)
      for path in [runtime, workspace.path(state)] {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
      }
      let environment = ["XDG_RUNTIME_DIR": runtime]
      let input = try workspace.write("in.txt", "a b a\n")
      let master = try await Master.start(in: workspace, environment: environment, state: state)
      #expect(master.store.hasPrefix("unix:\(runtime)/mr-"))
      let cluster = try await master.cluster()
      let job = try await master.submit(
        to: cluster, output: "output", ["--plugin", "wordcount", "--input", input])
      #expect(try await master.end(of: job).state == "succeeded")
      try await master.stop(SIGTERM)
      #expect(try workspace.files(in: runtime) == [])

      // A directory of its own has a name that nobody can guess.
      for variables in [environment, ["XDG_RUNTIME_DIR": ""]] {
        let result = try await workspace.mr(
          [
            "run", "--quiet", "--plugin", "wordcount", "--input", input,
            "--output", workspace.path("output-\(variables.values.joined().count)"),
            "--store-memory", "64",
          ], environment: variables.merging(["TMPDIR": workspace.path(state)]) { $1 })
        #expect(result.status == 0, "\(result.errors)")
        #expect(try workspace.files(in: runtime) == [])
      }

      let refused = try await workspace.mr(
        ["master", "--state-dir", workspace.path(state)],
        environment: ["XDG_RUNTIME_DIR": ""])
      #expect(refused.status == 1)
      #expect(refused.errors.contains("no socket can be made in"), "\(refused.errors)")
      #expect(refused.errors.contains("--state-dir"), "\(refused.errors)")
    }
  }
}
