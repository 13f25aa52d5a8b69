import Foundation
import TestSupport
import Testing

/// The words of PDF documents are those that `pdftotext` finds in them.
@Suite(.fewAtOnce) struct PDFTests {
  private static let words = #"tr -cs A-Za-z '\n' | { grep . || true; }"#
  private static let count = #"sort | uniq -c | awk '{ print $2 "\t" $1 }' | sort"#

  @Test func wordsOfCategoriesAreThoseOfPdftotext() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      let arguments = [
        "--plugin", "wordcount", "--format", "pdf", "--param", "by=category",
        "--input", manuals + "/{category}/{book}.pdf", "--reducers", "2",
      ]
      let (parts, report) = try await workspace.run(arguments + ["--mappers", "2"])
      let expected = try await workspace.shell(
        """
        cd "$1"
        for file in */*.pdf; do
          pdftotext "$file" - | \(Self.words) | sed "s|^|${file%%/*}/|"
        done | \(Self.count)
        """, manuals)
      #expect(expected.split(separator: 10).count > 5_000)
      #expect(parts.sortedLines == expected)
      #expect(report.mapTasks.total > 1)
      #expect(try await workspace.sequential(arguments) == parts)
    }
  }

  /// A large document is dealt to several tasks, page range by page range.
  @Test func largeDocumentIsSharedOut() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      _ = try await workspace.shell(
        #"pdfunite "$1"/*/*.pdf "$1"/*/*.pdf "$2/large.pdf"; gzip -k "$2/large.pdf""#,
        manuals, workspace.directory)
      let expected = try await workspace.shell(
        "pdftotext \"$1\" - | \(Self.words) | \(Self.count)", workspace.path("large.pdf"))
      for file in ["large.pdf", "large.pdf.gz"] {
        let (parts, report) = try await workspace.run([
          "--plugin", "wordcount", "--input", workspace.path(file), "--format", "pdf",
          "--mappers", "2",
        ])
        #expect(parts.sortedLines == expected, "\(file)")
        #expect(report.inputFiles == 1)
        #expect(report.mapTasks.total > 1, "\(file)")
      }
    }
  }

  @Test func damagedDocumentIsNamed() async throws {
    try await Workspace.run { workspace in
      try workspace.write("books/broken.pdf", "%PDF-1.7\nthis is no document\n")
      let errors = try await workspace.failure([
        "--plugin", "wordcount", "--input", workspace.path("books/*.pdf"),
      ])
      #expect(errors.contains("broken.pdf"), "\(errors)")
    }
  }
}
