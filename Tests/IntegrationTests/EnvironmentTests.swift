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
