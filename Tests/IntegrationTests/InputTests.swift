import Foundation
import TestSupport
import Testing

/// Input that is odd, missing or moving: each has its outcome.
@Suite(.fewAtOnce) struct InputTests {
  @Test func namesMayBeAnyBytes() async throws {
    try await Workspace.run { workspace in
      _ = try await workspace.shell(
        #"mkdir -p "$1/in"; cd "$1/in"; echo a > 'two words'; echo b > $'two\nlines'; "#
          + #"echo c > $'caf\xe9'; echo d > '-n'; echo e > 'quo"te'"'"; echo f > '{brace}'; "#
          + #"echo g > '*'; echo h > .hidden"#, workspace.directory)
      let arguments = [
        "--plugin", "inverted-index", "--input", workspace.path("in/*"), "--format", "text",
        "--reducers", "1",
      ]
      let (parts, report) = try await workspace.run(arguments)
      #expect(report.inputFiles == 7)
      #expect(try await workspace.sequential(arguments) == parts)
      let part = try #require(parts["part-r-00000"])
      let lines = Set(part.split(separator: 10).map { Array($0) })
      #expect(lines.contains(Array("a\ttwo words".utf8)))
      #expect(lines.contains(Array("b\ttwo\\nlines".utf8)))
      #expect(lines.contains(Array("c\tcaf".utf8) + [0xe9]))
      #expect(lines.contains(Array("f\t{brace}".utf8)))
      #expect(lines.count == 7)
    }
  }

  @Test func unreadableFileIsNamed() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/open.txt", "a")
      let closed = try workspace.write("in/closed.txt", "b")
      chmod(closed, 0)
      // Root may read everything: then as somebody else.
      let asNobody =
        getuid() == 0
        ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : []
      chmod(workspace.temporary, 0o777)
      chmod(workspace.directory, 0o777)
      let result = try await workspace.start(
        asNobody + [
          Checkout.mr, "run", "--plugin", "wordcount", "--input", workspace.path("in/*"),
          "--output", workspace.path("output"), "--on-bad", "fail",
        ]
      ).wait()
      #expect(result.status == 1)
      #expect(
        result.errors.contains("closed.txt` cannot be read: Permission denied"), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }

  @Test func whatIsNoFileIsNamed() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/directory/a.txt", "a")
      let plugin = ["--plugin", "wordcount", "--input"]
      let directory = try await workspace.failure(plugin + [workspace.path("in/directory")])
      #expect(directory.contains("in/directory` is a directory"), "\(directory)")
      #expect(directory.contains("in/directory/*"))
      let none = try await workspace.failure(plugin + [workspace.path("in/directory/*.pdf")])
      #expect(none.contains("no file matches the layout"), "\(none)")
      #expect(none.contains("1 entry"))
      mkfifo(workspace.path("in/pipe"), 0o600)
      let pipe = try await workspace.failure(plugin + [workspace.path("in/pipe")])
      #expect(pipe.contains("is no regular file"), "\(pipe)")
      symlink("nowhere", workspace.path("in/dangling"))
      let link = try await workspace.failure(plugin + [workspace.path("in/dangling")])
      #expect(link.contains("is a link that leads nowhere"), "\(link)")
    }
  }

  @Test func damagedCompressionIsNamed() async throws {
    try await Workspace.run { workspace in
      _ = try await workspace.shell(
        #"cd "$1"; seq 100000 | gzip > whole.gz; head -c 100000 whole.gz > cut.gz"#,
        workspace.directory)
      let errors = try await workspace.failure([
        "--plugin", "wordcount", "--input", workspace.path("cut.gz"), "--format", "text",
        "--on-bad", "fail",
      ])
      #expect(errors.contains("cut.gz` cannot be uncompressed"), "\(errors)")
    }
  }

  /// A file that is not what it was when the job began is an error, never half old and half new.
  @Test(arguments: [
    "echo more >>", "truncate -s 3000000", "cp --remove-destination /etc/passwd",
  ])
  func fileThatChangesIsNamed(_ change: String) async throws {
    try await Workspace.run { workspace in
      // More than the loading window, which the gate keeps closed.
      let line = Array(String(repeating: "-", count: 9_999).utf8) + [10]
      let content = Array(repeating: line, count: 1_500).flatMap { $0 }
      for name in ["a", "b", "c"] { try workspace.write("in/\(name)", content) }
      let gate = Gate(workspace, "gate")
      let process = try workspace.start(mr: [
        "run", "--plugin", try FixturePlugins.build("gated"), "--input", workspace.path("in/*"),
        "--format", "text", "--output", workspace.path("output"), "--store-memory", "64",
        "--param", "map_gate=\(gate.path)", "--mappers", "1", "--reducers", "1",
      ])
      try await gate.reached()
      _ = try await workspace.shell(change + #" "$1""#, workspace.path("in/c"))
      try gate.open()
      let result = try await process.wait()
      #expect(result.status == 1, "\(result.errors)")
      #expect(result.errors.contains("in/c`"), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
    }
  }
}
