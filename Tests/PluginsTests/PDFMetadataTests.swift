import CMapReduce
import Foundation
import Testing

/// What a document has besides its pages' text.
@Suite struct PDFMetadataTests {
  private let host = TestHost()

  @Test func attributesAreWhatTheDocumentSays() throws {
    let format = try PluginLibrary("pdf").format("pdf")
    _ = try FormatRun(format, host).read(PDFWithMore().bytes)
    let expected = [
      "title": "A (short) title", "author": "Ada", "subject": "tests", "keywords": "one, two",
      "creator": "by hand", "producer": "none", "created": "2024-02-29T12:34:56Z",
      "modified": "2024-03-01T00:00:00+01", "pdf-version": "1.4", "language": "en-GB",
      "pages": "1", "page-label": "xiv",
    ]
    #expect(host.attributes == expected)
    let declared = (0..<Int(format.attribute_count)).map { String(cString: format.attributes[$0]!) }
    #expect(Set(declared) == Set(expected.keys))
  }

  @Test func aDocumentThatSaysNothingHasPages() throws {
    let run = FormatRun(try PluginLibrary("pdf").format("pdf"), host)
    _ = try run.read(TestPDF(lines: [["a"], ["b"]]).bytes)
    #expect(host.attributes == ["pdf-version": "1.4", "pages": "2", "page-label": "2"])
  }

  /// The host refuses what is longer than 64 KiB, which these are: one as it is, and one in UTF-8, where a
  /// byte that is none becomes three.
  @Test func whatIsTooLongIsLeftOut() throws {
    let label = String(repeating: "x", count: 70_000)
    let language = String(repeating: "~", count: 30_000)
    let metadata = "<dc:language><rdf:li>\(language)</rdf:li></dc:language>"
    let document = TestPDF.file(of: [
      """
      << /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /P (\(label)) >>] >> \
      /Metadata 4 0 R >>
      """,
      "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
      "<< /Length \(metadata.utf8.count) >> stream\n\(metadata)\nendstream",
    ])
    let run = FormatRun(try PluginLibrary("pdf").format("pdf"), host)
    #expect(try run.read(document.map { $0 == UInt8(ascii: "~") ? 0xff : $0 }).count == 1)
    #expect(host.attributes == ["pdf-version": "1.4", "pages": "1"])
    #expect(try run.read(document).count == 1)
    #expect(host.attributes["language"] == language && host.attributes["page-label"] == nil)
  }

  @Test(arguments: [
    ("pdf.forms", "page\nname: Ada\ncolour: green\n"), ("pdf.annotations", "page\na remark\n"),
    ("pdf.links", "page\nhttps://example.org/more\n"),
    ("pdf.attachments", "page\nnotes.txt\nfirst note\nsecond note\n"), ("none", "page\n"),
  ])
  func moreIsAddedToTheTextIfAskedFor(parameter: String, text: String) throws {
    host.parameters[parameter] = "true"
    let run = FormatRun(try PluginLibrary("pdf").format("pdf"), host)
    #expect(try run.read(PDFWithMore().bytes).map(\.text) == [text])
  }

  /// The innermost elements, each where it begins.
  @Test func theStructureOfATaggedDocumentIsTold() throws {
    host.parameters["pdf.structure"] = "true"
    let run = FormatRun(try PluginLibrary("pdf").format("pdf"), host)
    #expect(
      try run.read(Self.tagged).map(\.text) == [
        "A head\nsome\ntext\nheading-1: A head\nparagraph: some text\n",
        "groß oder aquí\nparagraph: groß oder aquí\nfigure: a picture\n",
      ])
    #expect(try run.read(PDFWithMore().bytes).map(\.text) == ["page\n"])
  }

  private static let tagged: [UInt8] = {
    func page(_ contents: Int) -> String {
      """
      << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents \(contents) 0 R \
      /Resources << /Font << /F 3 0 R >> >> >>
      """
    }
    func stream(_ content: String) -> String {
      "<< /Length \(content.utf8.count) >> stream\n\(content)\nendstream"
    }
    func text(_ tag: String, _ number: Int, _ text: String) -> String {
      "/\(tag) << /MCID \(number) >> BDC BT /F 12 Tf 72 \(720 - 14 * number) Td (\(text)) Tj ET EMC "
    }
    func element(_ tag: String, _ entries: String) -> String {
      "<< /Type /StructElem /S /\(tag) /P 9 0 R \(entries) >>"
    }
    return TestPDF.file(of: [
      "<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 8 0 R >>",
      "<< /Type /Pages /Count 2 /Kids [4 0 R 6 0 R] >>",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
      page(5), stream(text("H1", 0, "A head") + text("P", 1, "some") + text("Span", 2, " text")),
      page(7), stream(text("P", 0, "gro\\337 oder aqu\\355")),
      "<< /Type /StructTreeRoot /K [9 0 R] >>",
      "<< /Type /StructElem /S /Document /P 8 0 R /K [10 0 R 11 0 R 13 0 R 14 0 R] >>",
      element("H1", "/Pg 4 0 R /K 0"), element("P", "/Pg 4 0 R /K [1 12 0 R]"),
      "<< /Type /StructElem /S /Span /P 11 0 R /Pg 4 0 R /K 2 >>",
      element("P", "/Pg 6 0 R /K 0"), element("Figure", "/Pg 6 0 R /Alt (a picture) /K []"),
    ])
  }()

  /// The one record of the format "documents".
  private func description(_ content: [UInt8]) throws -> (key: String, value: [String: Any]) {
    let run = FormatRun(try PluginLibrary("pdf").format("documents"), host)
    return try run.opened(content) { task, reader in
      var record = mr_record()
      var count = 0
      var first: UInt64 = 0
      try host.check(run.format.next(reader, task, &record, 1, &count, &first))
      let (key, value) = ([UInt8](record.key), [UInt8](record.value))
      #expect(run.format.next(reader, task, &record, 1, &count, &first) == MR_END && count == 0)
      let object = try JSONSerialization.jsonObject(with: Data(value)) as? [String: Any]
      return (String(decoding: key, as: UTF8.self), try #require(object))
    }
  }

  @Test func aDocumentIsARecord() throws {
    let (key, value) = try description(PDFWithMore().bytes)
    #expect(key == "a.pdf" && value["path"] as? String == "a.pdf")
    #expect(value["kind"] as? String == "pdf" && value["title"] as? String == "A (short) title")
    #expect(value["pages"] as? Int == 1 && value["encrypted"] as? Bool == false)
    #expect(value["text"] as? Bool == true && value["images"] as? Bool == false)
    #expect(value["language"] as? String == "en-GB")
    #expect(host.aside.isEmpty)
  }

  @Test(arguments: [
    ([UInt8](), "empty"), (Array("hello".utf8), "not-pdf"),
    (Array("%PDF-1.4\nnothing".utf8), "damaged"), (DamagedPDF.noPages.bytes, "empty"),
    (DamagedPDF.loop.bytes, "pdf"),
    (
      PDFWithMore(contents: "BI /W 1 /H 1 /BPC 8 /CS /G ID x EI", hasText: false).bytes, "scanned"
    ),
  ])
  func aDocumentThatCannotBeReadIsOneToo(content: [UInt8], kind: String) throws {
    host.setsAside = true
    let (key, value) = try description(content)
    #expect(key == "a.pdf" && value["kind"] as? String == kind)
    #expect(value["reason"] != nil || kind == "scanned" || kind == "pdf")
    #expect(host.aside.isEmpty)
  }
}
