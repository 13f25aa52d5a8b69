import Foundation
import TestSupport
import Testing

/// Jobs made of plain C functions, in one process and on workers, held against other programs.
@Suite(.fewAtOnce) struct FunctionTests {
  /// Runs a job both ways and expects the same.
  private func lines(_ workspace: Workspace, _ arguments: [String]) async throws -> String {
    let (parts, _) = try await workspace.run(
      arguments + ["--mappers", "2", "--reducers", "2", "--store-memory", "128"])
    let sequential = try await workspace.sequential(arguments + ["--reducers", "2"])
    #expect(parts == sequential)
    return String(decoding: parts.sortedLines, as: UTF8.self)
  }

  @Test func crc32OfEveryFile() async throws {
    try await Workspace.run { workspace in
      var generator = SystemRandomNumberGenerator()
      for (name, size) in [("a", 0), ("b/c", 1), ("b/d.bin", 100_000), ("ä ö", 3_000_000)] {
        let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try workspace.write("data/\(name)", bytes)
      }
      let sums = try await lines(
        workspace,
        [
          "--function", "libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64",
          "--input", workspace.path("data/**"), "--format", "whole",
        ])
      let oracle = """
        import os, sys, zlib
        root = sys.argv[1]
        for directory, _, files in os.walk(root):
          for name in files:
            path = os.path.join(directory, name)
            print(os.path.relpath(path, root), zlib.crc32(open(path, "rb").read()), sep="\\t")
        """
      let expected = try await workspace.tool("python3", "-c", oracle, workspace.path("data"))
      #expect(sums.split(separator: "\n").sorted() == expected.text.split(separator: "\n").sorted())
    }
  }

  @Test func wordsCountedByAFunction() async throws {
    try await Workspace.run { workspace in
      let library = try FixturePlugins.build("plain_functions")
      let input = try await workspace.text("text", bytes: 300_000)
      let arguments = [
        "--function", "\(library):count_words(data, size, emit(cstring, int64))", "--input", input,
      ]
      let summed = try await lines(workspace, arguments + ["--combiner", "sum"])
      let largest = try await lines(
        workspace,
        arguments + [
          "--combine-function", "\(library):larger(accumulator:int64, value:int64) -> int64",
          "--reduce-function", "libm.so.6:fmax(accumulator:double, value:double) -> double",
        ])
      let oracle = """
        import collections, glob, re, sys
        words = collections.Counter()
        for path in glob.glob(sys.argv[1]):
          words.update(re.findall("[a-z]+", open(path, encoding="latin-1").read().lower().
            encode("ascii", "replace").decode()))
        for word, count in words.items(): print(word, count, sep="\\t")
        """
      let expected = try await workspace.tool("python3", "-c", oracle, input)
      #expect(!summed.isEmpty)
      #expect(
        summed.split(separator: "\n").sorted() == expected.text.split(separator: "\n").sorted())
      #expect(largest.split(separator: "\n").allSatisfy { $0.hasSuffix("\t1.0") })
      #expect(largest.split(separator: "\n").count == summed.split(separator: "\n").count)
    }
  }

  @Test func aSpecFileNamesFunctionsRelativeToItsUser() async throws {
    try await Workspace.run { workspace in
      let library = try FixturePlugins.build("plain_functions")
      try await Master.run(in: workspace) { master in
        let input = try workspace.write("x/numbers.txt", "1\n5\n3\n")
        try workspace.write("y/numbers.txt", "4\n")
        let layout = input.replacing("/x/", with: "/{file}/")
        let spec = try workspace.write(
          "job.yaml",
          """
          function: 'libm.so.6:fabs(data:double) -> ("{file}", double)'
          reduce-function: '\(library):median(values:double[], count) -> double'
          input: '\(layout)'
          output: \(workspace.path("medians"))
          """)
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let job = try await master.succeed(["submit", "--cluster", cluster, "--spec", spec])
        let report = try await master.end(of: job)
        #expect(report.state == "succeeded", "\(String(describing: report.error))")
        let parts = try workspace.parts(workspace.path("medians"))
        #expect(String(decoding: parts.sortedLines, as: UTF8.self) == "x\t3.0\ny\t4.0\n")
        #expect(
          try await master.succeed(["status", job]).contains("median(values:double[], count)"))
        #expect(try await master.succeed(["jobs"]).contains("libm.so.6:fabs"))
      }
    }
  }

  @Test func whatDoesNotFitIsRefused() async throws {
    try await Workspace.run { workspace in
      let library = try FixturePlugins.build("plain_functions")
      let input = try workspace.write("a.txt", "one\n")
      for (function, words) in [
        (
          "libz.so.1:crc32(uint64=0, date) -> uint64",
          ["`date` at character 27", "Expected: `data`"]
        ),
        ("libz.so.1:crc33(data) -> uint64", ["the library", "has no function crc33"]),
        ("libnonesuch.so.1:f(data) -> uint64", ["libnonesuch.so.1 cannot be loaded"]),
        ("libz.so.1:crc32(key:cstring) -> uint64", ["the input has int64 at character 17"]),
        ("libz.so.1:crc32(data) -> (\"{year}\", uint64)", ["which the layout does not have"]),
        ("\(library):a_variable(data) -> uint64", ["is a variable, not a function"]),
        ("libm.so.6:sqrt(data:double) -> double", ["a.txt, record 1", "\"one\" is no double"]),
      ] {
        let errors = try await workspace.failure(["--function", function, "--input", input])
        for word in words { #expect(errors.contains(word), "\(errors)") }
      }
    }
  }

  @Test func aFunctionThatCrashesFailsTheJob() async throws {
    try await Workspace.run { workspace in
      let library = try FixturePlugins.build("plain_functions")
      let input = try workspace.write("a.txt", "one\nthree\n")
      let errors = try await workspace.failure([
        "--function", "\(library):crash(data, size) -> int64", "--input", input, "--on-bad",
        "fail",
      ])
      #expect(errors.contains("a.txt") && errors.contains("signal 6"), "\(errors)")
    }
  }

  @Test func looksFunctionsUp() async throws {
    try await Workspace.run { workspace in
      let found = try await workspace.mr([
        "plugin", "function", "libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64",
      ])
      #expect(found.status == 0)
      #expect(
        found.text.hasPrefix("uint64_t crc32(uint64_t, const void *data, uint32_t size);\n  in /"))
      let missing = try await workspace.mr(["plugin", "function", "libz.so.1:crc33()"])
      #expect(missing.status == 1 && missing.errors.contains("has no function crc33"))
    }
  }
}
