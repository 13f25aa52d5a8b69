import Foundation
import Testing

/// `scripts/install` into a prefix of the test's own, from what the tests were built with.
@Suite(.fewAtOnce) struct InstallTests {
  private static let programs = URL(filePath: Checkout.mr).deletingLastPathComponent().path

  /// A user's environment, in which nothing points to the checkout.
  private func clean(_ workspace: Workspace, _ prefix: String) -> [String] {
    [
      "env", "-i", "HOME=\(workspace.directory)", "PATH=\(prefix)/bin:/usr/bin:/bin",
      "TMPDIR=\(workspace.temporary)", "TEST_MARKER=\(workspace.directory)", "MR_ENV=TEST_MARKER",
    ]
  }

  private func install(_ arguments: [String], in workspace: Workspace, root: String = "")
    async throws -> RunningProcess.Result
  {
    try await workspace.start(
      ["\(Checkout.root)/scripts/install"] + arguments, environment: ["DESTDIR": root]
    ).wait()
  }

  @Test func anInstalledPrefixIsComplete() async throws {
    try await Workspace.run { workspace in
      let prefix = workspace.path("a prefix")
      let installed = try await install(
        ["--prefix", prefix, "--from", Self.programs], in: workspace)
      try #require(installed.status == 0, "\(installed.errors)")

      let clean = clean(workspace, prefix)
      func run(_ command: String...) async throws -> RunningProcess.Result {
        try await workspace.start(clean + command).wait()
      }
      #expect(try await run("mr", "--version").status == 0)
      let input = try workspace.write("poem.txt", "a rose is a rose\n")
      for plugin in ["wordcount", "inverted-index"] {
        let output = workspace.path(plugin)
        let result = try await run(
          "mr", "run", "--plugin", plugin, "--input", input, "--output", output, "--mappers", "1",
          "--reducers", "1")
        #expect(result.status == 0, "\(result.errors)")
        let part = try workspace.parts(output)["part-r-00000"] ?? []
        #expect(String(decoding: part, as: UTF8.self).hasPrefix("a\t"))
      }

      let flags = try await workspace.start(
        clean + [
          "PKG_CONFIG_PATH=\(prefix)/lib/pkgconfig", "pkg-config", "--cflags", "mapreduce",
        ]
      ).wait()
      #expect(flags.status == 0 && flags.text.contains("/include"))
      try workspace.write("mine.c", Self.plugin)
      let compiled = try await workspace.start(
        clean + [
          "bash", "-c",
          "eval cc -shared -fPIC $(PKG_CONFIG_PATH='\(prefix)/lib/pkgconfig' pkg-config --cflags mapreduce)"
            + " -o \(workspace.path("mine.so")) \(workspace.path("mine.c"))",
        ]
      ).wait()
      #expect(compiled.status == 0, "\(compiled.errors)")
      #expect(try await run("mr", "plugin", "check", workspace.path("mine.so")).status == 0)
      #expect(try await run("mr-new-job", "--list").status == 0)

      for file in [
        "share/man/man1/mr.1", "share/man/man1/mr-plugin-check.1",
        "share/bash-completion/completions/mr", "share/zsh/site-functions/_mr",
        "share/fish/vendor_completions.d/mr.fish", "include/mapreduce.hpp",
        "share/mapreduce/templates/c", "share/mapreduce/kits/rust/mapreduce.rs",
        "share/mapreduce/kits/swift/MapReduceKit/Sources/CMapReduce/include/mapreduce.h",
        "share/mapreduce/python/mapreduce/__init__.py",
        "lib/mapreduce/plugins/libpython-host.so",
      ] {
        #expect(FileManager.default.fileExists(atPath: "\(prefix)/\(file)"), "\(file)")
      }
    }
  }

  @Test(arguments: [["--prefix", "a", "--prefix", "b"], ["--from", ""], ["--nonesuch"]])
  func wrongUsageChangesNothing(arguments: [String]) async throws {
    try await Workspace.run { workspace in
      let result = try await install(arguments, in: workspace, root: workspace.path("root"))
      #expect(result.status == 64, "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: workspace.path("root")))
    }
  }

  @Test func uninstallLeavesNothingOfOurs() async throws {
    try await Workspace.run { workspace in
      let root = workspace.path("root")
      try workspace.write("root/usr/share/man/man1/other.1", "theirs")
      let arguments = ["--prefix", "/usr", "--from", Self.programs]
      // Twice: over what is there already.
      for _ in 0..<2 {
        let result = try await install(arguments, in: workspace, root: root)
        #expect(result.status == 0, "\(result.errors)")
      }
      let metadata = try String(
        contentsOfFile: "\(root)/usr/lib/pkgconfig/mapreduce.pc", encoding: .utf8)
      #expect(metadata.hasPrefix("prefix=/usr\n"))
      let result = try await install(
        ["--uninstall", "--prefix", "/usr"], in: workspace, root: root)
      #expect(result.status == 0, "\(result.errors)")
      let left = try await workspace.shell("cd \"$1\" && find . -type f", root)
      #expect(String(decoding: left, as: UTF8.self) == "./usr/share/man/man1/other.1\n")
      #expect(try workspace.files(in: "\(root)/usr/lib") == [])
      let again = try await install(
        ["--uninstall", "--prefix", "/usr"], in: workspace, root: root)
      #expect(again.status == 1 && again.errors.contains("nothing is installed"))
    }
  }

  private static let plugin = """
    #include <mapreduce.h>
    static mr_status map(void *self, mr_task *task, const mr_source *source,
                         const mr_record *records, size_t count) {
      (void)self, (void)source;
      return task->host->emit(task, records, count);
    }
    static const mr_job job = {.size = sizeof job, .abi = MR_ABI_VERSION, .name = "pass",
                               .key_type = MR_BYTES, .value_type = MR_BYTES, .map = map};
    static const mr_job *const jobs[] = {&job};
    static const mr_plugin plugin = {.size = sizeof plugin, .abi = MR_ABI_VERSION,
                                     .job_count = 1, .name = "mine", .jobs = jobs};
    const mr_plugin *mr_plugin_entry(void) { return &plugin; }
    """
}
