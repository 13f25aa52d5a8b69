import Input
import Model
import Testing

@Suite struct FormatNameTests {
  @Test(
    arguments: [
      (nil, "books/{category}/{book}.pdf", FormatName.plugin("pdf")),
      (nil, "a.PDF", .plugin("pdf")),
      (nil, "*.pdf.gz", .plugin("pdf")),
      (nil, "*.txt", .text),
      (nil, "{name}", .text),
      (nil, "*.pdf/*", .text),
      ("text", "a.pdf", .text),
      ("text!", "a.pdf", .rawText),
      ("whole", "a.pdf", .whole),
      ("tables", "a.txt", .plugin("tables")),
    ] as [(String?, String, FormatName)])
  func chosen(_ name: String?, _ layout: String, _ expected: FormatName) throws {
    #expect(try FormatName(name, for: try Layout(layout), files: []) == expected)
  }

  /// Where no name says what the files are, their content does.
  @Test func theFilesDecide() throws {
    let scratch = try Scratch()
    let layout = try Layout("{x}.{ext}")
    let empty = scratch.write("empty", "")
    let text = scratch.write("text", "PDFs begin with %PDF-1.4\n")
    let pdf = scratch.write("pdf", "%PDF-1.4\n1 0 obj\n")
    let packed = scratch.write(BytePath("packed"), gzip(Array("%PDF-1.7\n".utf8)))
    let late = scratch.write(
      BytePath("late"), Array("junk\r\n%PDF-1.4\n".utf8) + [0x25, 0xe2, 0xe3, 0, 10])
    let other = scratch.write(
      BytePath("other"), Array("\u{89}PNG\r\n\u{1a}\n".unicodeScalars.map { UInt8($0.value) }))
    let page = scratch.write("lost.PDF", "<html>404</html>\n")
    let damaged = scratch.write(BytePath("damaged"), [0x1f, 0x8b] + Array("x".utf8))
    for (files, expected) in [
      ([], FormatName.text), ([empty], .text), ([pdf], .plugin("pdf")),
      ([empty, packed, late], .plugin("pdf")), ([other, text, damaged], .text),
      ([other, pdf, page], .plugin("pdf")),
    ] {
      #expect(try FormatName(nil, for: layout, files: files) == expected)
      #expect(try FormatName("auto", for: layout, files: files) == expected)
      #expect(try FormatName("text", for: layout, files: files) == .text)
    }
    for (file, what) in [(other, "/other` is an image"), (page, "under the name of a PDF")] {
      for name in [nil, "auto"] {
        let error = #expect(throws: MRError.self) {
          try FormatName(name, for: layout, files: [empty, file])
        }
        #expect(error?.message.contains(what) == true)
      }
    }
    #expect(try FormatName(nil, for: Layout("*.pdf"), files: [page]) == .plugin("pdf"))
  }

  /// Of both kinds only those may be counted that are meant.
  @Test func mixturesAreRefused() throws {
    let scratch = try Scratch()
    let layout = try Layout("**")
    let text = (0..<150).map { scratch.write("\($0).txt", "to be\n") }
    let pdf = scratch.write("a.pdf", "%PDF-1.4\n1 0 obj\n")
    let error = #expect(throws: MRError.self) {
      try FormatName(nil, for: layout, files: [pdf] + text)
    }
    #expect(error?.code == .input)
    #expect(error?.cause?.contains("/a.pdf` is a PDF document and `") == true)
    #expect(error?.remedy?.contains("--format auto") == true)
    #expect(try FormatName("auto", for: layout, files: [pdf] + text) == .text)
    #expect(try FormatName("auto", for: layout, files: [pdf, text[0], pdf]) == .plugin("pdf"))
    #expect(try FormatName("pdf", for: layout, files: [text[0], pdf]) == .plugin("pdf"))
  }

  @Test func cuttingFollowsTheFormat() {
    let plugin = PluginFile(path: "p.so", digest: "", size: 0)
    #expect(Cutting(.text, shareSize: 9) == .lines)
    #expect(Cutting(.rawText, shareSize: 9) == .rawLines)
    #expect(Cutting(.whole, shareSize: 9) == .whole)
    #expect(
      Cutting(.plugin(plugin, name: "pdf", splittable: true), shareSize: 9)
        == .documents(shareSize: 9))
    #expect(
      Cutting(.plugin(plugin, name: "pdf", splittable: false), shareSize: 9)
        == .documents(shareSize: nil))
  }
}
