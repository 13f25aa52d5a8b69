import Foundation
import TestSupport
import Testing

/// What can be refused is refused when it is submitted, each with its reason; the job never gets a
/// number.
@Suite(.fewAtOnce) struct RefusalTests {
  @Test func submissionsAreRefusedWithTheirReason() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let input = try workspace.write("poem.txt", "a\n")
        try workspace.write("full/precious", "data")
        let noPlugin = try workspace.write("plain.so", "not a library")
        let crashing = try FixturePlugins.build("no_entry")
        let refusals: [(arguments: [String: String], words: [String])] = [
          (["plugin": "wordcuont"], ["there is no plugin \"wordcuont\"", "wordcount"]),
          (["plugin": "/nowhere/x.so"], ["there is no plugin file /nowhere/x.so"]),
          (["plugin": noPlugin], ["cannot be loaded"]),
          (["plugin": crashing], ["is refused as a plugin", "mr_plugin_entry"]),
          (["job": "nonesuch"], ["has no job", "nonesuch", "Its jobs: wordcount"]),
          (["input": workspace.path("*.pdf")], ["no file matches the layout", "matches `*.pdf`"]),
          (["input": workspace.path("{a.txt")], ["the layout", "at character"]),
          (["input": workspace.path("full")], ["is a directory", "full/*"]),
          (["format": "nonesuch"], ["nonesuch"]),
          (["format": "wordcount"], ["has no input format"]),
          (["output": workspace.path("full")], ["is not empty", "precious"]),
          (["output": input], ["is not a directory"]),
          (["output": input + "/output"], ["cannot create the output directory"]),
          (["cluster": "c9"], ["there is no running cluster c9", "mr cluster init"]),
        ]
        let sound = [
          "plugin": "wordcount", "input": input, "output": workspace.path("output"),
          "cluster": cluster,
        ]
        for refusal in refusals {
          let arguments = sound.merging(refusal.arguments) { $1 }
          let result = try await master.mr(
            ["submit"] + arguments.flatMap { ["--\($0.key)", $0.value] })
          #expect(result.status == 1, "\(refusal)")
          #expect(result.output.isEmpty)
          for word in refusal.words { #expect(result.errors.contains(word), "\(result.errors)") }
        }
        #expect(try await master.succeed(["jobs", "--json"]).filter { !$0.isWhitespace } == "[]")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("output")))
        #expect(try workspace.files(in: workspace.path("full")) == ["precious"])

        // The same but sound is taken.
        let job = try await master.submit(
          to: cluster, output: "output", ["--plugin", "wordcount", "--input", input])
        #expect(try await master.end(of: job).state == "succeeded")
      }
    }
  }

  @Test func unknownThingsAreSaidToBeUnknown() async throws {
    try await Workspace.run { workspace in
      try await Master.run(in: workspace) { master in
        for command in ["status", "wait", "cancel", "logs"] {
          let result = try await master.mr(command, "j77")
          #expect(result.status == 1)
          #expect(result.errors.contains("there is no job j77"), "\(command): \(result.errors)")
        }
        for command in ["show", "stop"] {
          let result = try await master.mr("cluster", command, "c77")
          #expect(result.status == 1)
          #expect(result.errors.contains("there is no cluster c77"), "\(result.errors)")
        }
        let worker = try await workspace.mr([
          "worker", "--master", master.address, "--cluster", "c77", "--role", "mapper",
        ])
        #expect(worker.status == 1)
        #expect(worker.errors.contains("there is no running cluster c77"), "\(worker.errors)")
      }
    }
  }

  @Test func everyCommandExplainsItself() async throws {
    try await Workspace.run { workspace in
      let commands = [
        ["run"], ["master"], ["submit"], ["jobs"], ["status"], ["wait"], ["cancel"], ["logs"],
        ["worker"], ["cluster"], ["cluster", "init"], ["cluster", "list"], ["cluster", "show"],
        ["cluster", "stop"], ["plugin"], ["plugin", "inspect"],
      ]
      for command in [[]] + commands {
        let help = try await workspace.mr(command + ["--help"])
        #expect(help.status == 0)
        #expect(help.text.contains("  mr " + command.joined(separator: " ")), "\(help.text)")
        let wrong = try await workspace.mr(command + ["--nonesuch"])
        #expect(wrong.status == 64, "\(command): \(wrong.errors)")
        #expect(wrong.output.isEmpty)
      }
      let incomplete = try await workspace.mr(["run", "--plugin", "wordcount"])
      #expect(incomplete.status == 64)
      #expect(incomplete.errors.contains("Missing '--input'"))
    }
  }
}
