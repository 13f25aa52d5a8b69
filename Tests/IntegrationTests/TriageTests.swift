import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct TriageTests {
  private struct File: Decodable {
    var path: String
    var kind: String
    var detail: String?
    var gzip: Bool
    var reason: String?
  }

  @Test func filesAreSortedByTheirContent() async throws {
    try await Workspace.run { workspace in
      _ = try await workspace.shell(
        #"""
        mkdir "$1"; cd "$1"; seq 9 > a.pdf; seq 9 | gzip > b; seq 9 | iconv -t UTF-16 > c.txt
        printf 'caf\351\n' > d; : > e; head -c 100 /dev/zero > f; seq 9 | bzip2 > g.gz
        ln -s loop loop; mkfifo pipe; printf '%%PDF-1.4\nnothing\n' > h.txt
        """#, workspace.path("in"))
      let layout = workspace.path("in/*")
      let result = try await workspace.mr(["triage", "--json", layout])
      #expect(result.status == 3, "\(result.errors)")
      let lines = result.output.split(separator: 10)
      let files = try lines.dropLast().map { try JSONDecoder().decode(File.self, from: Data($0)) }
      let names = files.map { file in
        file.path.dropFirst(workspace.path("in/").count) + " " + file.kind
          + (file.detail.map { " \($0)" } ?? "") + (file.gzip ? " gzip" : "")
      }
      #expect(
        names.filter { !$0.hasPrefix("h.txt") } == [
          "a.pdf text UTF-8", "b text UTF-8 gzip", "c.txt text UTF-16", "d text Latin-1 or alike",
          "e empty", "f binary", "g.gz compressed bzip2", "loop unreadable", "pipe unreadable",
        ])
      #expect(lines.last?.starts(with: Array(#"{"totals":["#.utf8)) == true)
      let table = try await workspace.mr(["triage", layout, "--examples", "1"])
      #expect(table.status == 3)
      #expect(table.text.hasPrefix("KIND "))
      #expect(table.text.contains("loop: is a link that leads to itself"), "\(table.text)")
      let fine = try await workspace.mr(["triage", workspace.path("in/[abde]*")])
      #expect(fine.status == 0, "\(fine.text)\(fine.errors)")
      let none = try await workspace.mr(["triage", workspace.path("in/none*")])
      #expect(none.status == 1)
      #expect(none.errors.contains("no file matches"), "\(none.errors)")
    }
  }
}
