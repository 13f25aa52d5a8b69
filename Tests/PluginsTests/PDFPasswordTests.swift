import CMapReduce
import Foundation
import Testing

private let qpdf = "/usr/bin/qpdf"

/// Documents that need a password, as qpdf makes them.
@Suite(.enabled(if: access(qpdf, X_OK) == 0, "qpdf is not installed"))
struct PDFPasswordTests {
  private let host = TestHost()
  private let run: FormatRun

  init() throws {
    host.setsAside = true
    run = FormatRun(try PluginLibrary("pdf").format("pdf"), host)
  }

  /// - Parameter bits: 256 is AES with passwords in UTF-8, less is older.
  private func locked(_ password: String, bits: Int = 256) throws -> [UInt8] {
    try output(
      of: """
        \(qpdf) --allow-weak-crypto --encrypt '\(password)' owner \(bits) -- $1 - 2>/dev/null
        """,
      for: TestPDF(lines: [["secret"]]).bytes)
  }

  private let secret = [FormatRun.Page(number: 1, text: "secret\n")]

  @Test(arguments: [40, 128, 256])
  func isOpenedByEitherPassword(bits: Int) throws {
    let document = try locked("open", bits: bits)
    for password in ["open", "owner"] {
      host.parameters["pdf.password"] = password
      #expect(try run.read(document) == secret)
    }
  }

  @Test(arguments: [("pässwörd", 128), ("pässwörd", 256), ("пароль", 256)])
  func lettersOfAPasswordAreAsTheDocumentHasThem(password: String, bits: Int) throws {
    host.parameters["pdf.password"] = password
    #expect(try run.read(locked(password, bits: bits)) == secret)
  }

  @Test func aDocumentThatOnlyForbidsIsRead() throws {
    #expect(try run.read(locked("")) == secret)
  }

  @Test(arguments: [
    (nil, "needs a password: give it with --param pdf.password=PASSWORD"),
    ("wrong", "none of those that are given fits"),
  ])
  func isSetAsideWithoutIt(password: String?, reason: String) throws {
    host.parameters["pdf.password"] = password
    #expect(throws: TestHost.Failure.self) { try run.read(locked("open")) }
    #expect(host.aside.map(\.kind) == ["encrypted"])
    #expect(host.aside.first?.reason.contains(reason) == true, "\(host.aside)")
    #expect(!host.lines.contains { $0.contains("wrong") } && host.error == nil)
  }

  @Test(arguments: [
    ("open\n", true), ("wrong\n\nopen", true), ("*.pdf\topen\n", true),
    ("data/a.*\topen\r\n", true), ("b.pdf\topen\n*.pdf\twrong\n", false), ("", false),
  ])
  func aFileHasThemByPath(lines: String, fits: Bool) throws {
    let file = NSTemporaryDirectory() + "mr-passwords-\(UUID())"
    try lines.write(toFile: file, atomically: true, encoding: .utf8)
    defer { unlink(file) }
    host.parameters["pdf.password-file"] = file
    let document = try locked("open")
    if fits {
      #expect(try run.read(document) == secret)
    } else {
      #expect(throws: TestHost.Failure.self) { try run.read(document) }
      #expect(host.aside.map(\.kind) == ["encrypted"])
    }
  }

  @Test(arguments: [("/nowhere", "No such file"), ("here", "not an absolute path")])
  func aFileThatCannotBeReadIsNamed(file: String, reason: String) throws {
    host.parameters["pdf.password-file"] = file
    #expect(throws: TestHost.Failure.self) { try run.read(locked("open")) }
    #expect(host.aside.first?.reason.contains("\(file) cannot be read: ") == true)
    #expect(host.aside.first?.reason.contains(reason) == true, "\(host.aside)")
  }

  @Test func theFormatOfDocumentsSaysSo() throws {
    let documents = FormatRun(try PluginLibrary("pdf").format("documents"), host)
    let document = try locked("open")
    for (password, kind) in [(nil, "encrypted"), ("open", "pdf")] as [(String?, String)] {
      host.parameters["pdf.password"] = password
      try documents.opened(document) { task, reader in
        var record = mr_record()
        var count = 0
        var first: UInt64 = 0
        try host.check(documents.format.next(reader, task, &record, 1, &count, &first))
        let text = String(decoding: [UInt8](record.value), as: UTF8.self)
        #expect(text.contains("\"kind\":\"\(kind)\"") && text.contains("\"encrypted\":true"))
      }
    }
  }
}
