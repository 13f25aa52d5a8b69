import Foundation
import TestSupport
import Testing

@testable import Input

@Suite struct ContentKindTests {
  private static func name(_ bytes: [UInt8]) -> String? {
    bytes.prefix(ContentKind.headSize).withUnsafeBytes { ContentKind.of($0)?.name }
  }

  private static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8($0.value) }
  }

  /// Whatever has lines of bytes is text.
  @Test(arguments: [
    "", "\n", "a", "plain\nlines\n", "\u{ef}\u{bb}\u{bf}with a mark\n", "caf\u{e9} in Latin-1\n",
    // KOI8-R, a DOS end of file, terminal colours, backspaces, form feeds.
    "\u{f0}\u{d2}\u{c9}\u{d7}\u{c5}\u{d4}\n", "end\r\n\u{1a}", "\u{1b}[31mred\u{1b}[0m\n",
    "b\u{8}bo\u{8}ol\u{8}ld\u{8}d\n", "page\u{c}page\n",
    // Separators of Hive and of ASCII, at the beginning too.
    "a\u{1}b\u{2}c\u{3}d\n", "\u{1f}\u{1e}a\u{1f}b\u{1e}\u{1d}\u{1c}",
    // Texts that speak of formats.
    "GIF89a is a format\n", "PAR1 is what Parquet begins with\n", "BZh is bzip2\n",
    "PDFs begin with %PDF-1.4\n", "ORC, Parquet\n", "Salted__ text\n", "BM is a bitmap\n",
    "RIFF is a container\n", "SQLite format 3 begins so\n", "PK is zip\n", "]\n", "(\n", "MZ\n",
    "\u{ff}\u{fb}\n", "\u{1f}", "ustar\n",
  ])
  func text(content: String) {
    #expect(Self.name(Self.bytes(content)) == nil)
  }

  /// Readers find the header behind other things; without binary bytes near it the document looks like a text.
  @Test(arguments: ["", "\n", "\u{feff}", "junk\njunk\n", "<!-- x -->\r"])
  func documentsThatLookLikeText(_ before: String) {
    let document = Array("\(before)%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".utf8)
    #expect(Self.name(document) == "a PDF document")
    #expect(Self.name([0xff, 0xfe] + document) == "a PDF document")
  }

  @Test(arguments: [
    "a document begins with %PDF-1.4 and has objects, as 1 0 obj\n", "%PDF is a header, 1 0 obj\n",
    "see:\n%PDF-1.4 is what it begins with\n",
  ])
  func textAboutDocuments(_ text: String) { #expect(Self.name(Array(text.utf8)) == nil) }

  @Test func longTexts() {
    var random = SeededGenerator(seed: 1)
    #expect(Self.name(random.text(bytes: 10_000)) == nil)
    let latin = (0..<10_000).map { _ in UInt8.random(in: 0xa0...0xff, using: &random) }
    #expect(Self.name([0x41] + latin) == nil)
  }

  @Test(arguments: [
    ("BZh91AY&SY\u{1}", "a bzip2 file"), ("\u{fd}7zXZ\0\0", "an xz file"),
    ("(\u{b5}/\u{fd}", "a zstd file"), ("\u{4}\"M\u{18}", "an lz4 file"),
    ("LZIP\u{1}", "an lzip file"),
    ("\u{1f}\u{9d}\u{90}", "a compress (.Z) file"), ("7z\u{bc}\u{af}'\u{1c}", "a 7z archive"),
    ("PK\u{3}\u{4}", "a zip archive (as .jar, .docx, .xlsx, .odt and .epub are)"),
    ("Rar!\u{1a}\u{7}\0", "a rar archive"), ("%PDF-1.4\n", "a PDF document"),
    ("\u{89}PNG\r\n\u{1a}\n", "an image"), ("\u{ff}\u{d8}\u{ff}\u{e0}", "an image"),
    ("GIF89a\u{1}\0", "an image"), ("II*\0", "an image"), ("RIFF\u{1}\0\0\0WEBPVP8 ", "an image"),
    ("\u{7f}ELF\u{2}", "a program or library"), ("SQLite format 3\0", "an SQLite database"),
    ("\0\0\0\u{20}ftypisom", "a sound or video file"), ("OggS\0", "a sound or video file"),
    ("ID3\u{3}\0", "a sound or video file"), ("RIFF\u{1}\0\0\0WAVEfmt ", "a sound or video file"),
    ("PAR1\u{15}\0", "a Parquet file"),
    ("\u{d0}\u{cf}\u{11}\u{e0}\u{a1}\u{b1}\u{1a}\u{e1}", "an old Office document"),
    ("\u{ff}\u{fe}a\0", "UTF-16 text"), ("\u{fe}\u{ff}\0a", "UTF-16 text"),
    ("\u{ff}\u{fe}\0\0a\0\0\0", "UTF-32 text"), ("a\0b\0\n\0", "UTF-16LE text"),
    ("\0a\0b\0\n", "UTF-16BE text"), ("a\0\0\0\n\0\0\0", "UTF-32LE text"),
    ("\0\0\0a\0\0\0\n", "UTF-32BE text"), ("a\0", "UTF-16LE text"), ("\0", "a binary file"),
    ("text\0text\n", "a binary file"), ("\u{4}\u{5}\u{e}\u{f}\u{90}\n", "a binary file"),
  ])
  func signatures(content: String, name: String) {
    #expect(Self.name(Self.bytes(content)) == name)
  }

  @Test func anythingElseIsFoundByItsBytes() {
    var random = SeededGenerator(seed: 2)
    #expect(Self.name(random.bytes(5000)) == "a binary file")
    let withoutNUL = random.bytes(5000).map { $0 == 0 ? 1 : $0 }
    #expect(Self.name([0x41] + withoutNUL) == "a binary file")
  }

  /// What the programs of the machine write.
  @Test(arguments: [
    ("bzip2", "a bzip2 file"), ("xz", "an xz file"), ("xz --format=lzma", "an lzma file"),
    ("zstd", "a zstd file"), ("lz4", "an lz4 file"), ("zip -q - -", "a zip archive"),
    ("iconv -f UTF-8 -t UTF-16", "UTF-16 text"), ("iconv -f UTF-8 -t UTF-16BE", "UTF-16BE text"),
    ("iconv -f UTF-8 -t UTF-32LE", "UTF-32LE text"), ("gzip", "a gzip file once more"),
    ("tar -c --format=gnu -f - /etc/passwd", "a tar archive"),
    ("tar -c --format=pax -f - /etc/passwd", "a tar archive"),
  ])
  func tools(command: String, name: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    let program = command.prefix { $0 != " " }
    process.arguments = [
      "-c", "command -v \(program) >/dev/null || exit 77; seq 1000 | \(command) 2>/dev/null",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = Array(pipe.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    // A tool that is not installed proves nothing.
    if process.terminationStatus == 77 { return }
    #expect(Self.name(output)?.hasPrefix(name) == true, "\(Self.name(output) ?? "text")")
  }
}

extension SeededGenerator {
  fileprivate mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
}
