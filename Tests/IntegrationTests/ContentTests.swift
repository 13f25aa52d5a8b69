import Foundation
import TestSupport
import Testing

/// Input that is not what it is taken for: never a wrong result, and no success.
@Suite(.fewAtOnce) struct ContentTests {
  /// A document with a word on its page.
  private func document(_ word: String) -> String {
    let page = "BT /F 12 Tf 72 720 Td (\(word)) Tj ET"
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        + "/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
      "<< /Length \(page.utf8.count) >> stream\n\(page)\nendstream",
    ]
    var file = "%PDF-1.4\n"
    var table = "0000000000 65535 f \n"
    for (index, object) in objects.enumerated() {
      let offset = String(file.utf8.count)
      table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
      file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = file.utf8.count
    return file
      + "xref\n0 5\n\(table)trailer << /Size 5 /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
  }

  /// Both ways to run a job refuse it, with the same words.
  private func refusals(_ workspace: Workspace, _ arguments: [String]) async throws -> [String] {
    let job = ["--plugin", "wordcount"] + arguments
    let output = workspace.path("sequential")
    let sequential = try await workspace.mr(["run", "--sequential", "--output", output] + job)
    #expect(sequential.status == 1, "\(sequential.errors)")
    #expect(!FileManager.default.fileExists(atPath: output))
    return [try await workspace.failure(job), sequential.errors]
  }

  @Test(arguments: [
    ("bzip2", "a bzip2 file", "bzip2 -d"), ("xz", "an xz file", "xz -d"),
    ("tar -c /etc/passwd | gzip", "uncompressed, is a tar archive", "tar -x"),
    ("iconv -f UTF-8 -t UTF-16LE", "UTF-16LE text", "iconv"),
    ("head -c 100 /dev/zero", "a binary file", "text!"),
  ])
  func whatIsNoTextIsNoLines(command: String, what: String, remedy: String) async throws {
    try await Workspace.run { workspace in
      _ = try await workspace.shell(
        #"cd "$1"; mkdir in; seq 1000 > in/a; eval "$2" < in/a > in/b"#,
        workspace.directory, command)
      for format in [["--format", "text"], []] {
        let arguments = ["--input", workspace.path("in/*"), "--on-bad", "fail"]
        for errors in try await refusals(workspace, arguments + format) {
          #expect(errors.contains("in/b`") && errors.contains(what), "\(errors)")
          #expect(errors.contains(remedy), "\(errors)")
        }
      }
      let (parts, _) = try await workspace.run([
        "--plugin", "wordcount", "--input", workspace.path("in/*"), "--format", "text!",
      ])
      #expect(parts.count > 0)
      let check = try await workspace.mr([
        "plugin", "check", "wordcount", "--input", workspace.path("in/b"), "--format", "text",
      ])
      #expect(check.status == 1)
      #expect(check.text.contains(what) || check.errors.contains(what), "\(check.text)")
    }
  }

  /// A sample of the keys reads the input as well.
  @Test func samplesAreOfTextToo() async throws {
    try await Workspace.run { workspace in
      _ = try await workspace.shell(
        #"seq 100000 | bzip2 > "$1""#, workspace.path("numbers"))
      let errors = try await workspace.failure([
        "--plugin", "sort", "--format", "text", "--input", workspace.path("numbers"),
      ])
      #expect(errors.contains("is a bzip2 file"), "\(errors)")
    }
  }

  /// Layouts that do not say that they find PDFs.
  @Test(arguments: ["docs/*.[pP][dD][fF]", "docs/{name}.{ext}", "docs/[ab].*", "do{x}/*"])
  func documentsAreKnownByTheirContent(layout: String) async throws {
    try await Workspace.run { workspace in
      try workspace.write("docs/a.pdf", document("alpha"))
      try workspace.write("docs/b.PDF", document("beta"))
      _ = try await workspace.shell(
        #"gzip -k "$1"; mv "$1.gz" "$1x""#, workspace.path("docs/a.pdf"))
      try FileManager.default.moveItem(
        atPath: workspace.path("docs/a.pdfx"), toPath: workspace.path("docs/b.pdf"))
      let arguments = ["--plugin", "wordcount", "--input", workspace.path(layout)]
      let (parts, _) = try await workspace.run(arguments + ["--reducers", "1"])
      #expect(parts.sortedLines.text == "alpha\t2\nbeta\t1\n")
      #expect(try await workspace.sequential(arguments + ["--reducers", "1"]) == parts)
      // Text among them, before and after.
      try workspace.write("docs/b.zzz", "text\n")
      try workspace.write("docs/a.aaa", "text\n")
      if layout.contains("[p") { return }
      for errors in try await refusals(workspace, ["--input", workspace.path(layout)]) {
        #expect(
          errors.contains("is a PDF document") && errors.contains("--format pdf"), "\(errors)")
      }
      let text = try await workspace.mr(
        ["run", "--format", "text", "--output", workspace.path("lines")] + arguments)
      #expect(text.status == 3, "\(text.errors)")
      #expect(text.text.contains("set aside: 3 of 5 files"), "\(text.text)")
    }
  }

  @Test(arguments: ["/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled", "/dev/null"])
  func filesOfNoSizeAreRefused(path: String) async throws {
    guard access(path, R_OK) == 0 else { return }
    try await Workspace.run { workspace in
      for errors in try await refusals(workspace, ["--input", path]) {
        #expect(errors.contains("`\(path)` "), "\(errors)")
        #expect(errors.contains("into a file"), "\(errors)")
      }
    }
  }

  /// The result of one job is the input of the next.
  @Test func resultsAreInput() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "b a b\n")
      let counts = workspace.path("counts")
      let first = try await workspace.mr([
        "run", "--plugin", "wordcount", "--input", input, "--reducers", "1", "--output", counts,
      ])
      #expect(first.status == 0, "\(first.errors)")
      try workspace.write("counts/_notes", "no data\n")
      let arguments = ["--plugin", "wordcount", "--input", counts + "/*", "--reducers", "1"]
      let (parts, report) = try await workspace.run(arguments)
      #expect(report.inputFiles == 1)
      #expect(parts.sortedLines.text == "a\t1\nb\t1\n")
      let told = try await workspace.mr(["run", "--output", workspace.path("told")] + arguments)
      #expect(told.text.contains("warning: 1 entry begins with `_`"), "\(told.text)")

      try workspace.write("counts/_RUNNING", "")
      for errors in try await refusals(workspace, ["--input", counts + "/part-*"]) {
        #expect(errors.contains("is the unfinished result of a job"), "\(errors)")
      }
    }
  }

  @Test func emptyResultsAreNoted() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "a\nb\n")
      for options in [[], ["--sequential"]] {
        let none = try await workspace.mr(
          ["run", "--plugin", "grep", "--param", "pattern=zebra", "--input", input, "--output"]
            + [workspace.path("none\(options.count)")] + options)
        #expect(none.status == 0, "\(none.errors)")
        #expect(
          none.text.contains("warning: map made no record of the 2 records of the input"),
          "\(none.text)")
      }
    }
  }

  @Test func anOptionHasOneValue() async throws {
    try await Workspace.run { workspace in
      let input = try workspace.write("in.txt", "a\n")
      let twice = try await workspace.mr([
        "run", "--plugin", "wordcount", "--input", input, "--input=\(input)", "--output",
        workspace.path("output"),
      ])
      #expect(twice.status == 64)
      #expect(twice.errors.contains("'--input' is given more than once"), "\(twice.errors)")
      let spec = try workspace.write("job.yaml", "plugin: wordcount\ninput: a\ninput: b\n")
      let yaml = try await workspace.mr(["submit", "--cluster", "c1", "--spec", spec])
      #expect(yaml.status == 1)
      #expect(yaml.errors.contains("'input' is given twice"), "\(yaml.errors)")
    }
  }
}
