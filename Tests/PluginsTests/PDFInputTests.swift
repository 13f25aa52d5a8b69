import CMapReduce
import Glibc
import Testing

@Suite struct PDFInputTests {
  let format: mr_input_format

  init() throws { format = try PluginLibrary("pdf").format }

  typealias Page = FormatRun.Page

  private func read(_ content: [UInt8], share: UInt32 = 0, of count: UInt32 = 1) throws -> [Page] {
    try FormatRun(format).read(content, share: share, of: count)
  }

  @Test func aRecordIsAPage() throws {
    let document = TestPDF(lines: [["Call me Ishmael."], [], ["Some years ago", "never mind"]])
    #expect(
      try read(document.bytes) == [
        Page(number: 1, text: "Call me Ishmael.\n"), Page(number: 2, text: ""),
        Page(number: 3, text: "Some years ago\nnever mind\n"),
      ])
  }

  @Test func sharesGiveEveryPageOnceAndInOrder() throws {
    let bytes = TestPDF(lines: (1...7).map { ["page \($0)"] }).bytes
    let whole = try read(bytes)
    for count: UInt32 in [1, 2, 3, 7, 10] {
      let shares = try (0..<count).flatMap { try read(bytes, share: $0, of: count) }
      #expect(shares == whole, "\(count) shares")
    }
  }

  /// As a map task of several shares reads them: over the same bytes, and the next is opened before
  /// the last is closed.
  @Test func neighbouringSharesUseOneDocument() throws {
    let content = TestPDF(lines: (1...7).map { ["page \($0)"] }).bytes
    let host = TestHost()
    let bytes = UnsafeRawBufferPointer.copy(of: content)
    defer { bytes.deallocate() }
    let found = try host.withTask { task in
      try Document(path: "data/a.pdf").withSource { source in
        var splits = (0..<3).map { mr_split(source, bytes, share: $0, of: 3) }
        var found: [Page] = []
        var open: UnsafeMutableRawPointer?
        for share in splits.indices {
          var reader: UnsafeMutableRawPointer?
          try host.check(format.open(task, &splits[share], &reader))
          if open != nil { format.close(open) }
          open = reader
          found += try FormatRun(format, host).pages(task, reader)
        }
        format.close(open)
        return found
      }
    }
    #expect(found == (1...7).map { Page(number: $0, text: "page \($0)\n") })
  }

  @Test func aHyphenAtTheEndOfALineJoinsTheWord() throws {
    let document = TestPDF(lines: [["a free soft-", "ware well-", "known, X-", "ray -"]])
    #expect(try read(document.bytes).map(\.text) == ["a free software wellknown, Xray -\n"])
  }

  /// Cells that poppler takes for a row of a table are words of their own.
  @Test func cellsOfATableAreToldApart() throws {
    let rows = [["Action", "Name", "Date"], ["Made", "Ann", "May"], ["Read", "Bob", "June"]]
    let page = rows.enumerated().flatMap { row in
      row.element.enumerated().map {
        TestPDF.Text(x: 72 + 150 * $0.offset, y: 700 - 40 * row.offset, string: $0.element)
      }
    }
    let text = try #require(try read(TestPDF([page]).bytes).first?.text)
    #expect(Set(asciiWords(Array(text.utf8))) == Set(rows.joined().map { Array($0.utf8) }))
  }

  @Test func rightToLeftPagesAreWhole() throws {
    let places = [(400, 700), (100, 680), (350, 660), (60, 500), (400, 500), (300, 300)]
    var document = TestPDF([places.map { TestPDF.Text(x: $0.0, y: $0.1, string: "abcabc") }])
    document.isHebrew = true
    let text = try #require(try read(document.bytes).first?.text)
    #expect(text.unicodeScalars.count { 0x5d0...0x5ea ~= $0.value } == 6 * places.count)
  }

  /// poppler leaves out what it has no tables for, with success.
  @Test func charactersWithoutTablesAreNotLeftOut() throws {
    var document = TestPDF(lines: [["x"]])
    document.isJapanese = true
    if access("/usr/share/poppler/cMap", F_OK) == 0 {
      #expect(try read(document.bytes) == [Page(number: 1, text: "日本語\n")])
      return
    }
    let error = #expect(throws: TestHost.Failure.self) { try read(document.bytes) }
    #expect(error?.status == MR_FATAL)
    #expect(
      error?.text?.hasPrefix("data/a.pdf: page 1 has text that cannot be read") == true,
      "\(error?.text ?? "")")
    #expect(error?.text?.contains("install poppler-data") == true)
  }

  @Test(arguments: [
    ([UInt8](), "data/a.pdf: not a PDF, it has no %PDF- header: "),
    (Array("hello".utf8), "data/a.pdf: not a PDF, it has no %PDF- header: "),
    (Array("%PDF-1.4\nnothing".utf8), "data/a.pdf: the PDF cannot be read: "),
  ])
  func refuses(content: [UInt8], text: String) throws {
    let error = #expect(throws: TestHost.Failure.self) { try read(content) }
    #expect(error?.status == MR_FATAL)
    #expect(error?.text?.hasPrefix(text) == true, "\(error?.text ?? "")")
  }

  private static let pdftotext = "/usr/bin/pdftotext"

  /// Two columns of prose with hyphens at the ends of lines, a table, and lines from the right.
  @Test(.enabled(if: access(pdftotext, X_OK) == 0, "pdftotext is not installed"))
  func textIsThatOfPdftotextWithoutBlankLines() throws {
    var random = RandomBytes(seed: 3)
    let columns = (0..<20).map { _ in
      [72, 330].flatMap { x in
        (0..<40).map { TestPDF.Text(x: x, y: 720 - 14 * $0, string: line(&random)) }
      }
    }
    let table = (0..<12).map {
      TestPDF.Text(x: 72 + 150 * ($0 % 3), y: 700 - 40 * ($0 / 3), string: line(&random))
    }
    for isHebrew in [false, true] {
      var document = TestPDF(columns + [[], table])
      document.isHebrew = isHebrew
      let expected = String(
        decoding: try output(of: "\(Self.pdftotext) $1 -", for: document.bytes), as: UTF8.self)
      let pages = expected.split(separator: "\u{c}", omittingEmptySubsequences: false).dropLast()
      let texts = try read(document.bytes).map(\.text)
      #expect(texts.reduce(0) { $0 + $1.count } > 20_000)
      #expect(
        texts
          == pages.map { page in page.split(separator: "\n").map { "\($0)\n" }.joined() })
    }
  }

  private func line(_ random: inout RandomBytes) -> String {
    let words = (0..<7).map { _ in
      String(
        (0..<Int.random(in: 1...8, using: &random)).map { _ in
          Array("aeinorst").randomElement(using: &random)!
        })
    }
    let isHyphenated = Int.random(in: 0..<4, using: &random) == 0
    return words.joined(separator: " ") + (isHyphenated ? "-" : "")
  }
}
