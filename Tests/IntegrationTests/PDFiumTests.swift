import Foundation
import TestSupport
import Testing

/// PDFium is opened where it is installed: as Python's package pypdfium2, kept beside the build.
@Suite(.fewAtOnce) struct PDFiumTests {
  private static let words = #"tr -cs A-Za-z '\n' | grep . | sort -u"#

  /// A virtual environment with the package.
  private func environment(_ workspace: Workspace) async throws -> String {
    let directory = "\(Checkout.root)/.build/test-pdfium"
    _ = try await workspace.shell(
      #"test -e "$1"/complete || { python3 -m venv "$1" && "$1"/bin/pip install -q pypdfium2 && touch "$1"/complete; }"#,
      directory)
    return directory
  }

  /// Lines and their order are PDFium's own; words are those that poppler finds, but for a few that are
  /// divided otherwise.
  @Test func wordsAreThoseOfPoppler() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      let environment = try await environment(workspace)
      let arguments = ["--plugin", "wordcount", "--input", manuals + "/*/*.pdf"]
      let (parts, report) = try await workspace.run(
        arguments + ["--format", "pdfium"], environment: ["VIRTUAL_ENV": environment])
      let (expected, other) = try await workspace.run(arguments)
      #expect(report.counters["MAP_INPUT_RECORDS"] == other.counters["MAP_INPUT_RECORDS"])
      let found = Set(parts.sortedLines.split(separator: 10).map { $0.prefix { $0 != 9 } })
      let known = Set(expected.sortedLines.split(separator: 10).map { $0.prefix { $0 != 9 } })
      #expect(known.count > 5_000)
      #expect(found.symmetricDifference(known).count < known.count / 50)
    }
  }

  @Test func aPasswordMayBeLongWhereNoneIsNeeded() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      let environment = try await environment(workspace)
      let (_, report) = try await workspace.run(
        [
          "--plugin", "wordcount", "--format", "pdfium", "--input", manuals + "/guides/*.pdf",
          "--param", "pdf.password=" + String(repeating: "x", count: 300),
        ], environment: ["VIRTUAL_ENV": environment])
      #expect(report.counters["MAP_INPUT_RECORDS", default: 0] > 0)
    }
  }

  @Test func saysSoWhereItIsMissing() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      let job = [
        "--plugin", "wordcount", "--format", "pdfium", "--input", manuals + "/guides/*.pdf",
      ]
      let nowhere = ["HOME": workspace.directory, "VIRTUAL_ENV": "", "MR_PDFIUM": ""]
      let missing = try await workspace.failure(job, environment: nowhere)
      #expect(missing.contains("pip install --user pypdfium2"), "\(missing)")
      let named = try await workspace.failure(
        job + ["--param", "pdfium.library=/nowhere.so"], environment: nowhere)
      #expect(named.contains("PDFium cannot be opened: /nowhere.so"), "\(named)")
    }
  }
}
