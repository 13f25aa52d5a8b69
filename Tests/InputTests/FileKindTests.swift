import Input
import Model
import TestSupport
import Testing

@Suite struct FileKindTests {
  private func latin(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

  @Test func kindsFollowFromTheContent() throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: 3)
    let long = random.text(bytes: 100_000)
    let umlauts = Array(String(repeating: "xé", count: 5000).utf8)
    let packed = gzip(long)
    for (bytes, name) in [
      (Array("to be\n".utf8), "text, UTF-8"), (umlauts, "text, UTF-8"),
      ([0x61] + umlauts, "text, UTF-8"), (latin("caf\u{e9}\n"), "text, Latin-1 or alike"),
      (Array("caf\u{e9}".utf8).dropLast(), "text, Latin-1 or alike"),
      (latin("\u{ff}\u{fe}a\0"), "text, UTF-16"), ([], "empty"), (gzip([]), "empty (gzip)"),
      (gzip(Array("a\n".utf8)), "text, UTF-8 (gzip)"), (packed, "text, UTF-8 (gzip)"),
      (latin("%PDF-1.4\n"), "pdf"), (gzip(latin("%PDF-1.4\n")), "pdf (gzip)"),
      (latin("\u{89}PNG\r\n\u{1a}\n"), "image, png"),
      (latin("\u{ff}\u{d8}\u{ff}\u{e0}"), "image, jpeg"),
      (latin("GIF89a\u{1}\0"), "image, gif"), (latin("PK\u{3}\u{4}\u{14}\0\0\0"), "zip"),
      (latin("PK\u{3}\u{4}\u{14}\0\u{9}\0"), "encrypted, zip"), (latin("Salted__\0"), "encrypted"),
      (latin("BZh91AY&SY\u{1}"), "compressed, bzip2"), (gzip(packed), "compressed, gzip (gzip)"),
      (latin("7z\u{bc}\u{af}'\u{1c}"), "archive, 7z"), (latin("\u{7f}ELF\u{2}"), "program"),
      (latin("SQLite format 3\0"), "data, SQLite"), ([0, 1, 2, 3], "binary"),
      (Array(packed.prefix(30)), "damaged (gzip)"),
      (Array(gzip(latin("a\n")).dropLast(3)), "damaged (gzip)"),
    ] as [([UInt8], String)] {
      let kind = try FileKind.look(at: scratch.write(BytePath("f"), Array(bytes)))
      #expect(kind.name == name)
      #expect(
        kind.isUsable
          == (name.hasPrefix("text, UTF-8") || name.hasPrefix("text, Latin")
            || name.hasPrefix("pdf") || name.hasPrefix("empty")))
    }
  }

  @Test func damageBehindTheBeginningIsFoundByReadingOn() throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: 4)
    let file = scratch.write(
      BytePath("f"), gzip(random.text(bytes: 1_000_000)).dropLast(1000).map(\.self))
    #expect(try FileKind.look(at: file).name == "text, UTF-8 (gzip)")
    let kind = try FileKind.look(at: file, readsToEnd: true)
    #expect(kind.name == "damaged (gzip)")
    #expect(kind.reason?.contains("it ends in the middle of a gzip member") == true)
  }

  @Test func whatCannotBeReadIsSaid() throws {
    let scratch = try Scratch()
    var file = scratch.write("f", "x")
    file.path = scratch.absolute(BytePath("gone"))
    let kind = try FileKind.look(at: file)
    #expect(kind.word == .unreadable)
    #expect(kind.reason == "cannot be opened: No such file or directory")
  }
}
