import Model
import Testing

@Suite struct LayoutTests {
  @Test(arguments: [
    ("data/books/{category}/{book}.pdf", "data/books", 2, ".pdf"),
    ("data/a.txt", "data", 1, "a.txt"),
    ("a.txt", ".", 1, "a.txt"),
    ("./a/./b*", "a", 1, ""),
    ("/a.txt", "/", 1, "a.txt"),
    ("/x//y/*.gz", "/x/y", 1, ".gz"),
    ("../x/*", "../x", 1, ""),
    (#"a\*b/c\{d\}/*"#, "a*b/c{d}", 1, ""),
    ("data/**", "data", 2, ""),
    ("data/**/**/x", "data", 2, "x"),
    ("d/*/./x", "d", 2, "x"),
  ])
  func fixedPart(_ text: String, root: String, components: Int, ending: String) throws {
    let layout = try Layout(text)
    #expect(layout.root == BytePath(root))
    #expect(layout.components.count == components)
    #expect(layout.ending == ending)
    #expect(layout.description == text)
  }

  @Test(arguments: [
    ("", 1, "empty"),
    ("data/", 6, "directory"),
    ("data/{a", 6, "not closed"),
    ("data/{a/b}", 6, "not closed"),
    ("data/{}", 7, "without a name"),
    ("data/{1a}", 7, "bad name"),
    ("data/{a-b}", 7, "bad name"),
    ("data/{ä}", 7, "bad name"),
    ("{a}/{a}", 6, "twice"),
    ("a}", 2, "without `{`"),
    ("a/**b", 3, "inside a component"),
    ("a/b**", 4, "inside a component"),
    ("a/***", 3, "inside a component"),
    ("a[bc", 2, "not closed"),
    ("a[b/c]", 2, "not closed"),
    ("a[z-a]", 5, "runs down"),
    ("[[:alpha:]]", 2, "class"),
    ("a\\", 2, "backslash"),
    ("a\\/b", 2, "backslash"),
    ("*/..", 3, "`..`"),
    ("a\0b", 2, "NUL"),
  ])
  func refused(_ text: String, character: Int, why: String) {
    let error = #expect(throws: MRError.self) { try Layout(text) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("at character \(character)") == true, "\(error as Any)")
    #expect(error?.message.contains(why) == true, "\(error as Any)")
    #expect(error?.remedy?.hasPrefix("Expected: ") == true)
  }

  @Test func attributesAreLimited() throws {
    let names = (0..<65).map { "{a\($0)}" }
    _ = try Layout(names.dropLast().joined(separator: "/"))
    #expect(throws: MRError.self) { try Layout(names.joined(separator: "/")) }
  }

  @Test(arguments: [
    ("{a}-{b}", "x-y-z", ["x", "y-z"]),
    ("{a}-{b}", "-x-y", ["-x", "y"]),
    ("{a}{b}", "xyz", ["x", "yz"]),
    ("*{a}", "xyz", ["xyz"]),
    ("{category}/{book}.pdf", "a/b.pdf.pdf", ["a", "b.pdf"]),
    ("**/{a}", "x/y/z", ["z"]),
    ("**/{a}/**/x/{b}", "p/x/x/x", ["p", "x"]),
    ("**/{a}/**/{b}", "p/q/r", ["p", "r"]),
    ("**", "x/y", []),
    ("**", "y", []),
    ("[a-c]?[!x-z]", "bäq", []),
    ("[]x]", "]", []),
    ("[a-]", "-", []),
    (".{a}", ".x", ["x"]),
    (#"\{{a}\}"#, "{x}", ["x"]),
  ])
  func matched(_ text: String, path: String, values: [String]) throws {
    let layout = try Layout(text)
    let attributes = try #require(layout.attributes(of: BytePath(path)))
    #expect(attributes.map(\.name) == layout.attributeNames)
    #expect(attributes.map { String(decoding: $0.value, as: UTF8.self) } == values)
  }

  @Test(arguments: [
    ("{a}", ".x"), ("*", ".x"), ("?x", ".x"), ("[.]x", ".x"), ("**", ".x/y"), ("**/y", ".x/y"),
    ("{a}.pdf", ".pdf"), ("{a}{b}", "x"), ("*", "x/y"), ("**/x", "y"), ("??", "ä"), ("[!a]", "a"),
  ])
  func notMatched(_ text: String, path: String) throws {
    #expect(try Layout(text).attributes(of: BytePath(path)) == nil)
  }

  @Test func namesNeedNotBeText() throws {
    let name: [UInt8] = [0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x2e, 0x78]
    let attributes = try Layout("{a}.x").attributes(of: BytePath(bytes: name))
    #expect(attributes?.map(\.value) == [Array(name.dropLast(2))])
    #expect(try Layout("??????.x").attributes(of: BytePath(bytes: name)) != nil)
  }

  @Test func escapedPathsStandForThemselves() throws {
    let path = #"a*b{c}[d]?\e/f.txt"#
    let layout = try Layout(Layout.escaped(path))
    #expect(layout.root == BytePath(#"a*b{c}[d]?\e"#))
    #expect(layout.attributes(of: BytePath("f.txt")) == [])
  }

  @Test(.timeLimit(.minutes(1)))
  func matchingDoesNotExplode() throws {
    let stars = String(repeating: "*a", count: 120) + "b"
    #expect(try Layout(stars).attributes(of: BytePath(String(repeating: "a", count: 250))) == nil)
    let directories = String(repeating: "**/a/", count: 60) + "b"
    let path = String(repeating: "a/", count: 200) + "c"
    #expect(try Layout(directories).attributes(of: BytePath(path)) == nil)
  }
}
