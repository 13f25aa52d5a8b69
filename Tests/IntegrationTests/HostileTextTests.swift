import Foundation
import Model
import TestSupport
import Testing

/// Names and texts that would steer a terminal, of each kind that others can choose: none of them gets there.
@Suite(.fewAtOnce) struct HostileTextTests {
  private static let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}gpj.exe\r"

  private func check(_ result: RunningProcess.Result, _ what: String, isTold: Bool = true) {
    for (name, bytes) in [("output", result.output), ("errors", Array(result.errors.utf8))] {
      let text = String(decoding: bytes, as: UTF8.self)
      let left = text.unicodeScalars.filter { $0.steersTerminals && $0 != "\n" && $0 != "\t" }
      #expect(left.isEmpty, "\(what), \(name): \(text.debugDescription)")
    }
    // Escaped, not dropped.
    if isTold { #expect((result.errors + result.text).contains("owned"), "\(what): \(result)") }
  }

  @Test func namesOfFilesAndArguments() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "one\n")
      let name = Self.hostile.replacing("/", with: "")
      let binary = try workspace.write("data/\(name).bin", [0, 1, 2, 0xff, 0])
      func run(_ more: [String]) async throws -> RunningProcess.Result {
        try await workspace.mr(["run", "--output", workspace.path("out")] + more)
      }
      check(try await run(["--plugin", "./\(name).so", "--input", input]), "plugin")
      check(try await run(["--plugin", "wordcount", "--job", name, "--input", input]), "job")
      check(
        try await run(["--plugin", "wordcount", "--param", "\(name)=1", "--input", input]),
        "parameter")
      check(
        try await run(["--plugin", "wordcount", "--input", binary, "--on-bad", "fail"]), "file")
      check(
        try await run([
          "--plugin", "wordcount", "--input", workspace.path("data/*"), "--sequential",
        ]),
        "file that is set aside")
      check(
        try await run(["--plugin", "wordcount", "--input", input, "--format", name]), "format")
      check(try await workspace.mr(["run", "--\(name)"]), "option", isTold: false)
      check(try await workspace.mr(["wait", name, "--master", "127.0.0.1:1"]), "id")
    }
  }

  @Test func keysOfSpecFiles() async throws {
    try await Workspace.run { workspace in
      let escaped = #""\e]0;owned\a\e[2J\x9B\u202e""#
      for (name, yaml) in [
        ("duplicate", "\(escaped): 1\n\(escaped): 2\n"), ("unknown", "\(escaped): 1\n"),
        ("in parameters", "param:\n  \(escaped): 1\n  \(escaped): 2\n"),
        ("not YAML", "plugin: owned \u{1b}[2J\n"),
      ] {
        let spec = try workspace.write("\(name).yaml", yaml)
        let result = try await workspace.mr([
          "submit", "--cluster", "c1", "--spec", spec, "--master", "127.0.0.1:1",
        ])
        #expect(result.status == 1)
        let left = result.errors.unicodeScalars.filter { $0.steersTerminals && $0 != "\n" }
        #expect(left.isEmpty, "\(name): \(result.errors.debugDescription)")
      }
    }
  }

  @Test func whatPluginsSay() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "one\n")
      let source = try workspace.write(
        "talking.c",
        #"""
        #include <mapreduce.h>
        #include <stdio.h>
        #include <stdlib.h>
        #define TEXT "\033]0;owned\007\033[2J\302\23331m\342\200\256gpj\r\n\233"
        __attribute__((constructor)) static void begin(void) {
          fputs(TEXT, stderr);
          if (DEFECT == 0) abort();
        }
        static mr_status map(void *instance, mr_task *task, const mr_source *source,
                             const mr_record *records, size_t count) {
          (void)instance, (void)source, (void)records, (void)count;
          task->host->log(task, MR_WARNING, mr_string(TEXT));
          mr_record record = {mr_string("owned"), mr_string("")};
          task->host->emit(task, &record, 1);
          return DEFECT == 1 ? mr_fail(task, MR_FATAL, TEXT) : MR_OK;
        }
        static const mr_job job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "job",
          .description = "owned \342\200\256gpj", .key_type = MR_BYTES, .value_type = MR_BYTES, .map = map};
        static const mr_job *const jobs[] = {&job};
        static const mr_plugin plugin = {.size = sizeof(mr_plugin), .abi = MR_ABI_VERSION,
          .name = "talking", .job_count = 1, .jobs = jobs};
        const mr_plugin *mr_plugin_entry(void) { return &plugin; }
        """#)
      for defect in 0...2 {
        let library = workspace.path("talking\(defect).so")
        _ = try await workspace.shell(
          #"cc -shared -fPIC -DDEFECT=$3 -I "$4" -o "$2" "$1""#, source, library, "\(defect)",
          "\(Checkout.root)/Sources/CMapReduce/include")
        for more in [["inspect"], ["inspect", "--json"], ["check"]] {
          check(
            try await workspace.mr(["plugin"] + more + [library]), "\(more) \(defect)",
            isTold: more == ["inspect"])
        }
        check(
          try await workspace.mr([
            "run", "--plugin", library, "--input", input, "--output", workspace.path("o\(defect)"),
            "--mappers", "1", "--reducers", "1", "--store-memory", "64",
          ]), "run \(defect)")
      }
    }
  }
}
