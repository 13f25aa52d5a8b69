import Foundation
import TestSupport
import Testing

/// The command line is what it is, whatever was loaded before the program, and wherever it runs.
@Suite(.fewAtOnce) struct EnvironmentTests {
  /// A library whose constructor calls setenv, as those of profilers do: Swift's own view of the
  /// command line is lost then.
  private func preloaded(_ workspace: Workspace) async throws -> [String: String] {
    let source = try workspace.write(
      "pre.c",
      "#include <stdlib.h>\n"
        + "__attribute__((constructor)) static void c(void) { setenv(\"ACTIVE\", \"1\", 1); }\n")
    let library = workspace.path("pre.so")
    _ = try await workspace.shell(#"cc -shared -fPIC -o "$2" "$1""#, source, library)
    return ["LD_PRELOAD": library]
  }

  @Test func preloadedLibrariesMayChangeTheEnvironment() async throws {
    try await Workspace.run { workspace in
      let environment = try await preloaded(workspace)
      let input = try workspace.write("in.txt", "one two two\n")
      let (parts, _) = try await workspace.run(
        [
          "--plugin", "wordcount", "--input", input, "--mappers", "1", "--reducers", "1",
          "--store-memory", "64",
        ], environment: environment)
      #expect(parts.sortedLines.text == "one\t1\ntwo\t2\n")
      let none = try await workspace.mr(
        ["wait", "j99", "--master", "127.0.0.1:1"], environment: environment)
      #expect(none.status == 1)
      #expect(none.output.isEmpty)
      let new = try await workspace.start(
        [URL(filePath: Checkout.mr).deletingLastPathComponent().path + "/mr-new-job", "--list"],
        environment: environment
      ).wait()
      #expect(new.status == 0)
      #expect(new.text.hasPrefix("LANGUAGE"), "\(new.text)")
    }
  }

  /// What plugins see is what they may, however they are run.
  @Test(arguments: [[], ["--sequential"]]) func secretsAreNotPluginsToSee(_ how: [String])
    async throws
  {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "one\n")
      let secrets = [
        "AWS_SECRET_ACCESS_KEY": "s", "SSH_AUTH_SOCK": "/s", "MR_TOKEN": "s", "MR_TOKEN_FILE": "/s",
        "http_proxy": "http://user:s@host", "LC_TIME": "C", "SHOWN": "of the environment",
        "MR_ENV": "TEST_MARKER,MR_TOKEN",
      ]
      let output = workspace.path("output")
      let result = try await workspace.mr(
        [
          "run", "--quiet", "--plugin", FixturePlugins.build("environment"), "--input", input,
          "--output", output, "--reducers", "1", "--env", "SHOWN", "--env", "MORE=a=b",
        ] + (how.isEmpty ? ["--mappers", "1", "--store-memory", "64"] : how), environment: secrets)
      try #require(result.status == 0, "\(result.errors)")
      let parts = try workspace.parts(output)
      let lines = parts.sortedLines.text.split(separator: "\n").map {
        $0.split(separator: "\t")[0].split(separator: " ", maxSplits: 1)
      }
      let seen = Dictionary(grouping: lines, by: { String($0[0]) }).mapValues { lines in
        Set(lines.map { String($0[1]) })
      }
      let library = try #require(seen["library"])
      #expect(
        library.isSuperset(of: ["PATH", "TMPDIR", "LC_TIME", "SHOWN=of the environment", "MORE"]))
      #expect(library.allSatisfy { !$0.hasPrefix("MR_WORKER") }, "\(library)")
      for place in ["library", "kernel"] {
        let names = seen[place, default: []]
        for name in secrets.keys where !["LC_TIME", "SHOWN", "MR_ENV"].contains(name) {
          #expect(!names.contains(name), "\(place) \(name)")
        }
      }
    }
  }

  @Test func whatCannotBeGivenToPluginsIsRefused() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "one\n")
      for (text, part) in [
        ("NOT_THERE", "the environment has no variable NOT_THERE"),
        ("MR_TOKEN=x", "no variable that plugins can be given"), ("a b=c", "--env NAME"),
      ] {
        let errors = try await workspace.failure([
          "--plugin", "wordcount", "--input", input, "--env", text,
        ])
        #expect(errors.contains(part), "\(errors)")
      }
    }
  }

  @Test(.enabled(if: getuid() == 0, "only root can take /proc away"))
  func withoutProcCommandsFail() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "one\n")
      // A container without the right to mount cannot try.
      let result = try await workspace.start([
        "unshare", "-m", "sh", "-c", #"mount -t tmpfs none /proc || exit 77; exec "$@""#, "sh",
        Checkout.mr, "run", "--plugin", "wordcount", "--input", input, "--output",
        workspace.path("output"),
      ]).wait()
      if result.status == 77 || result.errors.contains("unshare") { return }
      #expect(result.status == 1, "\(result.text)")
      #expect(result.errors.contains("there is no /proc"), "\(result.errors)")
    }
  }
}
