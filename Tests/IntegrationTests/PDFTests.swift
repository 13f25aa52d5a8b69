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

  /// What a document says of itself is an attribute, as pdfinfo has it.
  @Test func wordsOfAttributesAreThoseOfPdfinfo() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      let job = ["--plugin", "wordcount", "--format", "pdf", "--input", manuals + "/*/*.pdf"]
      let arguments = job + ["--param", "by=pages", "--reducers", "2"]
      let (parts, _) = try await workspace.run(arguments + ["--mappers", "2"])
      let expected = try await workspace.shell(
        """
        cd "$1"
        for file in */*.pdf; do
          pages=$(pdfinfo "$file" | sed -n 's/^Pages: *//p')
          pdftotext "$file" - | \(Self.words) | sed "s|^|$pages/|"
        done | \(Self.count)
        """, manuals)
      #expect(parts.sortedLines == expected)
      #expect(try await workspace.sequential(arguments) == parts)
      let errors = try await workspace.failure(job + ["--param", "by=pagse"])
      #expect(errors.contains("{page-label}") && errors.contains("{pages} meant"), "\(errors)")
    }
  }

  /// A record of the format is a document, whatever is wrong with it.
  @Test func documentsAreDescribed() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      try workspace.write("broken.pdf", "%PDF-1.7\nthis is no document\n")
      _ = try await workspace.shell(
        #"cp "$1"/guides/*.pdf "$2""#, manuals, workspace.directory)
      let (parts, report) = try await workspace.run([
        "--plugin", "sort", "--format", "pdf:documents", "--input", workspace.path("*.pdf"),
      ])
      let lines = String(decoding: parts.sortedLines, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == report.inputFiles)
      let broken = lines.filter { $0.contains(#""path":"broken.pdf","kind":"damaged""#) }
      #expect(broken.count == 1 && lines.count { $0.contains(#""kind":"pdf""#) } == lines.count - 1)
      let errors = try await workspace.failure([
        "--plugin", "sort", "--format", "pdf:document", "--input", workspace.path("*.pdf"),
      ])
      #expect(errors.contains("no input format \"document\""), "\(errors)")
      #expect(errors.contains("Did you mean documents?"), "\(errors)")
    }
  }

  /// Words of all that can be read, and a line for each that cannot.
  @Test func documentsThatCannotBeReadAreSetAside() async throws {
    try await Workspace.run { workspace in
      let manuals = try await workspace.manuals()
      _ = try await workspace.shell(
        #"""
        cd "$2"; mkdir in; cp "$1"/guides/*.pdf in; echo hello > in/none.pdf
        echo '%PDF-1.7' > in/cut.pdf
        qpdf --encrypt open owner 256 -- in/debian-faq.en.pdf in/locked.pdf
        printf 'l*.pdf\topen\n' > passwords
        """#, manuals, workspace.directory)
      let each = #"for file in "$1"/guides/*.pdf; do pdftotext "$file" -; done"#
      let expected = try await workspace.shell(
        "\(each) | \(Self.words) | \(Self.count)", manuals)
      let job = ["--plugin", "wordcount", "--format", "pdf", "--input", workspace.path("in/*.pdf")]
      let output = workspace.path("output")
      let result = try await workspace.mr(["run", "--quiet", "--output", output] + job)
      #expect(result.status == 3, "\(result.errors)")
      let words = try await workspace.shell(#"cat "$1"/part-r-* | sort"#, output)
      #expect(words == expected)
      let bad = String(
        decoding: try await workspace.shell(#"cat "$1"/_BAD/list.jsonl"#, output), as: UTF8.self)
      for (file, kind) in [
        ("cut.pdf", "damaged"), ("locked.pdf", "encrypted"), ("none.pdf", "not-pdf"),
      ] {
        #expect(
          bad.split(separator: "\n").count {
            $0.contains("/\(file)\"") && $0.contains("\"kind\":\"\(kind)\"")
          } == 1, "\(bad)")
      }
      let opened = try await workspace.mr(
        ["run", "--quiet", "--output", workspace.path("opened")] + job
          + ["--param", "pdf.password-file=" + workspace.path("passwords")])
      let left = try await workspace.shell(
        #"grep -c locked.pdf "$1"/_BAD/list.jsonl || true"#, workspace.path("opened"))
      #expect(opened.status == 3 && left == Array("0\n".utf8), "\(opened.errors)")
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
