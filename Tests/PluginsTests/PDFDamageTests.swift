import CMapReduce
import Glibc
import Testing

/// What is wrong with a document costs what is wrong, and nothing else.
@Suite struct PDFDamageTests {
  private let host = TestHost()
  private let run: FormatRun

  init() throws {
    host.setsAside = true
    run = FormatRun(try PluginLibrary("pdf").format("pdf"), host)
  }

  /// The texts of the pages that can be read.
  private func texts(_ content: [UInt8]) throws -> [String] {
    var texts: [String] = []
    do {
      try run.opened(content) { task, reader in
        while let batch = try run.next(task, reader) { texts += batch.map(\.text) }
      }
    } catch let failure as TestHost.Failure {
      // Where a file is set aside, that is what is returned.
      #expect(failure.status == MR_FATAL && failure.text == nil && !host.aside.isEmpty)
    }
    return texts
  }

  private static let pdftotext = "/usr/bin/pdftotext"

  @Test(
    .enabled(if: access(pdftotext, X_OK) == 0, "pdftotext is not installed"),
    arguments: DamagedPDF.allCases)
  func wordsAreThoseOfPdftotext(document: DamagedPDF) throws {
    let said = try output(of: "\(Self.pdftotext) $1 - 2>/dev/null", for: document.bytes)
    let pages = String(decoding: said, as: UTF8.self).split(separator: "\u{c}").map {
      $0.split(separator: "\n").map { "\($0)\n" }.joined()
    }
    #expect(try texts(document.bytes).filter { !$0.isEmpty } == pages.filter { !$0.isEmpty })
  }

  @Test(arguments: [DamagedPDF.countTooHigh, .loop])
  func pagesThatAreNotThereAreMissedByNobody(document: DamagedPDF) throws {
    let count = try texts(document.bytes).count
    #expect(host.aside.isEmpty)
    #expect(host.lines.contains { $0.contains("pages, and has \(count)") }, "\(host.lines)")
  }

  @Test(arguments: [
    (DamagedPDF.kidIsNoPage, "pages from 3 of 3 on cannot be found: Kid object (page 2)"),
    (.contentIsNumber, "pages from 2 of 3 on cannot be found: Failed to create page (page 2)"),
    (.countBeyondReason, "Page count (2000000000) larger than number of objects"),
  ])
  func pagesThatCannotBeFoundAreSetAside(document: DamagedPDF, reason: String) throws {
    _ = try texts(document.bytes)
    #expect(host.aside.map(\.number) == [0] && host.aside.map(\.kind) == ["damaged"])
    #expect(host.aside.first?.reason.contains(reason) == true, "\(host.aside)")
  }

  @Test func aPageThatPopplerComplainsOfIsWarnedOf() throws {
    let warned = try texts(DamagedPDF.contentIsMissing.bytes)
    #expect(warned == ["page one\n", "", "page three\n"])
    #expect(host.aside.isEmpty)
    #expect(host.lines.contains { $0.hasPrefix("data/a.pdf: page 2: ") }, "\(host.lines)")
  }

  @Test(arguments: [
    ([UInt8](), "empty"), (Array("hello".utf8), "not-pdf"),
    (Array("%PDF-1.4\nnothing".utf8), "damaged"), (DamagedPDF.noPages.bytes, "empty"),
    (Array(DamagedPDF.loop.bytes.prefix(400)), "damaged"),
  ])
  func filesAreSetAsideByKind(content: [UInt8], kind: String) throws {
    #expect(try texts(content) == [])
    #expect(host.aside.map(\.kind) == [kind] && host.aside.map(\.number) == [0])
    #expect(host.aside.first?.reason.hasPrefix("data/") == false)
    let isText = kind == "not-pdf"
    #expect(host.aside.first?.reason.contains("--format text reads its lines") == isText)
  }

  /// As those that read from it.
  @Test func pagesThatKilledAProcessAreLeftOut() throws {
    let bytes = UnsafeRawBufferPointer.copy(of: TestPDF(lines: (1...5).map { ["p\($0)"] }).bytes)
    defer { bytes.deallocate() }
    let ranges = [mr_record_range(first: 2, last: 2), mr_record_range(first: 5, last: .max)]
    let pages = try host.withTask { task in
      try Document(path: "data/a.pdf").withSource { source in
        try ranges.withUnsafeBufferPointer { ranges in
          var split = mr_split(source, bytes)
          split.skip = ranges.baseAddress
          split.skip_count = ranges.count
          var reader: UnsafeMutableRawPointer?
          try host.check(run.format.open(task, &split, &reader))
          defer { run.format.close(reader) }
          return try run.pages(task, reader)
        }
      }
    }
    #expect(pages.map(\.number) == [1, 3, 4])
  }

  @Test func aPageWithoutTablesIsSetAside() throws {
    var document = TestPDF(lines: [["x"], ["x"]])
    document.isJapanese = true
    let texts = try texts(document.bytes)
    if access("/usr/share/poppler/cMap", F_OK) == 0 {
      #expect(texts == ["日本語\n", "日本語\n"])
      return
    }
    #expect(texts == [])
    #expect(host.aside.map(\.number) == [1, 2])
    #expect(host.aside.allSatisfy { $0.kind == "no-poppler-data" })
    #expect(host.aside.allSatisfy { $0.reason.contains("install poppler-data") })
  }

  /// poppler would take minutes for it.
  @Test func aPageThatInflatesBeyondReasonIsSetAside() throws {
    var document = TestPDF(lines: (1...3).map { ["page \($0)"] })
    for (count, isTooLarge) in [(1 << 24, false), (1 << 24 + 1, true), (1 << 28, true)] {
      let script = "import sys, zlib; sys.stdout.buffer.write(zlib.compress(b' q Q' * \(count), 9))"
      document.compressed = (1, try output(of: "python3 -c \"\(script)\"", for: []))
      let start = ContinuousClock.now
      let texts = try texts(document.bytes)
      if !isTooLarge {
        #expect(texts == ["page 1\n", "", "page 3\n"] && host.aside.isEmpty)
        continue
      }
      #expect(ContinuousClock.now - start < .seconds(1))
      #expect(texts == ["page 1\n", "page 3\n"])
      let aside = try #require(host.aside.last)
      #expect(aside.number == 2 && aside.kind == "too-large")
      #expect(aside.reason == "page 2 uses a stream of more than 64 MiB, uncompressed")
    }
  }

  /// So that the host knows which page it is that hangs.
  @Test func everyPageIsToldBeforeItIsRead() throws {
    let document = TestPDF(lines: (1...3).map { ["page \($0)"] }).bytes
    for (timeout, seconds) in [(nil, 30), ("0", 0), ("7", 7)] as [(String?, UInt32)] {
      let host = TestHost()
      host.setsAside = true
      host.parameters["pdf.page-timeout"] = timeout
      _ = try FormatRun(run.format, host).read(document, share: 1, of: 2)
      #expect(host.readings.map(\.number) == [0, 2, 3])
      #expect(host.readings.allSatisfy { $0.seconds == seconds })
    }
    host.parameters["pdf.page-timeout"] = "soon"
    #expect(throws: TestHost.Failure.self) { try run.read(document) }
  }

  @Test func aScannedDocumentIsWarnedOf() throws {
    let scan = PDFWithMore(
      contents: "600 0 0 800 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI", hasText: false)
    #expect(try texts(scan.bytes) == [""])
    #expect(host.lines.contains { $0.contains("images without text") }, "\(host.lines)")
    #expect(host.aside.isEmpty)
  }
}
