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
      ("whole", "a.pdf", .whole),
      ("tables", "a.txt", .plugin("tables")),
    ] as [(String?, String, FormatName)])
  func chosen(_ name: String?, _ layout: String, _ expected: FormatName) throws {
    #expect(FormatName(name, for: try Layout(layout)) == expected)
  }

  @Test func cuttingFollowsTheFormat() {
    let plugin = PluginFile(path: "p.so", digest: "", size: 0)
    #expect(Cutting(.text, shareSize: 9) == .lines)
    #expect(Cutting(.whole, shareSize: 9) == .whole)
    #expect(
      Cutting(.plugin(plugin, name: "pdf", splittable: true), shareSize: 9)
        == .documents(shareSize: 9))
    #expect(
      Cutting(.plugin(plugin, name: "pdf", splittable: false), shareSize: 9)
        == .documents(shareSize: nil))
  }
}
