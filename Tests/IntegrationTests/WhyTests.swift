import Foundation
import TestSupport
import Testing

/// Where a key comes from is what other tools find.
@Suite(.fewAtOnce) struct WhyTests {
  private struct Line: Decodable {
    struct Place: Decodable {
      var record: Int
      var count: Int
    }
    var file: String
    var count: Int
    var places: [Place]
  }

  private func why(_ workspace: Workspace, _ arguments: [String]) async throws -> [Line] {
    let result = try await workspace.mr(["why", "--json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    return try result.output.split(separator: 10).map {
      try JSONDecoder().decode(Line.self, from: Data($0))
    }
  }

  @Test func wordsAreWhereGrepFindsThem() async throws {
    try await Workspace.run { workspace in
      let layout = try await workspace.text("in", bytes: 400_000, files: 1000)
      // Words of the text, a rare one among them.
      let words = try await workspace.shell(
        #"cat "$1"/* | tr -cs 'a-z' '\n' | sort | uniq -c | sort -n | awk 'length($2) > 3 { print $2 }' | sed -n '1p;20p;$p'"#,
        workspace.path("in"))
      for word in words.split(separator: 10).map({ String(decoding: $0, as: UTF8.self) }) {
        let found = try await why(workspace, [word, "--plugin", "wordcount", "--input", layout])
        let files = try await workspace.shell(
          #"cd "$1"; grep -lP "(?<![A-Za-z])$2(?![A-Za-z])" * || true"#, workspace.path("in"), word)
        #expect(
          found.map(\.file)
            == files.split(separator: 10).map { String(decoding: $0, as: UTF8.self) })
        let lines = try await workspace.shell(
          #"cd "$1"; grep -noP "(?<![A-Za-z])$2(?![A-Za-z])" /dev/null * | cut -d: -f1,2 | uniq -c | awk '{ print $2 ":" $1 }'"#,
          workspace.path("in"), word)
        let places = found.flatMap { file in
          file.places.map { "\(file.file):\($0.record):\($0.count)" }
        }
        #expect(places == lines.split(separator: 10).map { String(decoding: $0, as: UTF8.self) })
        #expect(found.allSatisfy { file in file.count == file.places.reduce(0) { $0 + $1.count } })
      }
    }
  }

  @Test func aJobOfAMasterIsKnown() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a.txt", "to be\nor not\nto be to\n")
      try workspace.write("in/b.txt", "nothing\n")
      try workspace.write("in/c.txt", "to\n")
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster(mappers: 1, reducers: 1)
        let job = try await master.submit(
          to: cluster, output: "output",
          ["--plugin", "wordcount", "--input", workspace.path("in/*.txt")])
        #expect(try await master.end(of: job).state == "succeeded")
        let text = try await master.succeed(["why", job, "to"])
        #expect(text == "a.txt: 3 in lines 1, 3 (2)\nc.txt: 1 in line 1")
        let none = try await master.mr(["why", job, "zebra"])
        #expect(none.status == 1)
        #expect(none.errors.contains("no record of the input gives the key"), "\(none.errors)")
      }
      let wrong = try await workspace.mr(["why", "to"])
      #expect(wrong.status == 64)
    }
  }

  /// Of one that nobody knows any more, too.
  @Test func aResultSaysWhichJobMadeIt() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a.txt", "to be\nor not\nto be to\n")
      try workspace.write("in/b.txt", "nothing\n")
      try FileManager.default.createSymbolicLink(
        atPath: workspace.path("in/c.txt"), withDestinationPath: workspace.path("nowhere"))
      let job = ["run", "--quiet", "--plugin", "wordcount", "--input"]
      for (name, layout, more, status) in [
        ("one", "in/[ab].txt", ["--sequential"], 0), ("many", "in/[ab].txt", [], 0),
        ("lacking", "in/*.txt", [], 3),
      ] as [(String, String, [String], Int32)] {
        let output = workspace.path(name)
        let run = try await workspace.mr(
          job + [workspace.path(layout), "--output", output] + more)
        #expect(run.status == status, "\(run.errors)")
        let result = try await workspace.mr(["why", output, "to"])
        #expect(result.status == status, "\(result.errors)")
        #expect(result.text == "a.txt: 3 in lines 1, 3 (2)\n", "\(result.text)")
        let attributes = try FileManager.default.attributesOfItem(atPath: output + "/.mr-job.json")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
      }
      for place in ["in", "none"] {
        let none = try await workspace.mr(["why", workspace.path(place), "to"])
        #expect(none.status == 1 && none.errors.contains("is no result"), "\(none.errors)")
      }
    }
  }

  /// What is found with it is what is found without.
  @Test func anIndexSparesFiles() async throws {
    try await Workspace.run { workspace in
      _ = try await workspace.text("in", bytes: 300_000, files: 200)
      let job = [
        "--plugin", "wordcount", "--format", try FixturePlugins.build("counted_format"),
        "--input", workspace.path("in/*"), "--no-cache",
      ]
      let words = try await workspace.shell(
        #"cat "$1"/* | tr -cs 'a-z' '\n' | sort | uniq -c | sort -n | awk 'length($2) > 3 { print $2 }' | sed -n '1p;40p;$p'"#,
        workspace.path("in"))
      for (name, more) in [("one", ["--sequential"]), ("many", ["--task-size", "1"])] {
        let output = workspace.path(name)
        let run = try await workspace.mr(
          ["run", "--quiet", "--provenance", "--output", output] + job + more)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try workspace.files(in: output).contains("_PROVENANCE"))
        let index = try await workspace.shell(#"du -sb "$1" | cut -f1"#, output + "/_PROVENANCE")
        #expect((Int(String(decoding: index.dropLast(), as: UTF8.self)) ?? .max) < 100_000)
        for word in words.split(separator: 10).map({ String(decoding: $0, as: UTF8.self) }) {
          let found = try await workspace.mr(["why", output, word])
          let opens = workspace.path("opens-\(name)-\(word)")
          let spared = try await workspace.mr(
            ["why", output, word], environment: ["COUNTED_OPENS": opens])
          let plain = try await workspace.mr(["why", word] + job)
          #expect(found.text == plain.text && spared.text == plain.text && found.status == 0)
          let files = plain.text.split(separator: "\n").count
          let opened = try String(contentsOfFile: opens, encoding: .utf8).split(separator: "\n")
            .count
          #expect(opened >= files && opened <= files + 40, "\(word): \(opened) for \(files)")
        }
      }
    }
  }

  /// What a damaged index says, or one of another job, is not believed.
  @Test func anIndexThatCannotBeTrustedIsNotUsed() async throws {
    try await Workspace.run { workspace in
      for name in ["a", "b", "c"] { try workspace.write("in/\(name)", "word \(name)\nof it\n") }
      try workspace.write(
        "spec.yaml",
        """
        plugin: wordcount
        input: \(workspace.path("in/*"))
        output: \(workspace.path("out"))
        provenance: true
        """)
      try await Master.run(in: workspace) { master in
        _ = try await master.cluster(mappers: 1, reducers: 1)
        let result = try await master.mr([
          "submit", "--cluster", "c1", "--follow", "--spec", workspace.path("spec.yaml"),
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try await master.succeed(["why", "j1", "b"]) == "b: 1 in line 1")
      }
      let output = workspace.path("out")
      // A file that is new since, and one that has changed.
      try workspace.write("in/c", "the word b\n")
      try workspace.write("in/d", "b and b\n")
      func why() async throws -> String {
        let found = try await workspace.mr(["why", output, "b"])
        #expect(found.text == "b: 1 in line 1\nc: 1 in line 1\nd: 2 in line 1 (2)\n")
        return found.errors
      }
      #expect(try await why().isEmpty)
      let path = output + "/_PROVENANCE/keys"
      var content = try Data(contentsOf: URL(filePath: path))
      content[20] ^= 1
      try content.write(to: URL(filePath: path))
      #expect(try await why().contains("all of the input is mapped"))
    }
  }

  /// A file that cannot be read may have the key too.
  @Test func whatCannotBeReadIsNamed() async throws {
    try await Workspace.run { workspace in
      try workspace.write("in/a", "to be\n")
      try FileManager.default.createSymbolicLink(
        atPath: workspace.path("in/b"), withDestinationPath: workspace.path("nowhere"))
      let result = try await workspace.mr([
        "why", "to", "--plugin", "wordcount", "--input", workspace.path("in/*"),
      ])
      #expect(result.status == 3 && result.text.contains("a"), "\(result.errors)")
      #expect(result.errors.contains("in/b"), "\(result.errors)")
    }
  }
}
