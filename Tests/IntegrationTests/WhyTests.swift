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
