import PluginHost
import Foundation
import Model
import TestSupport
import Testing

@Suite struct CrashNoteTests {
  @Test func whatIsWrittenLastIsRead() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/note"
    #expect(CrashNote.read(path: path) == nil)
    let note = try CrashNote(path: path)
    #expect(CrashNote.read(path: path) == nil)
    note.write("a.txt".utf8, recordName: "line")
    #expect(CrashNote.read(path: path)?.text == "a.txt" && note.place == nil)
    let lines = RecordRange(file: 3, numbers: 17...24)
    note.write(.mapping, lines)
    #expect(CrashNote.read(path: path)?.text == "lines 17–24 of a.txt")
    #expect(CrashNote.read(path: path)?.place == lines && note.place == lines)
    note.write(.reading, RecordRange(file: 3, numbers: 25...25))
    #expect(CrashNote.read(path: path)?.text == "a.txt, reading line 25")
    note.write("b".utf8)
    #expect(CrashNote.read(path: path)?.text == "b" && note.place == nil)
    note.write("".utf8)
    #expect(CrashNote.read(path: path) == nil)
  }

  @Test func aLongTextIsCut() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/note"
    let note = try CrashNote(path: path)
    note.write(repeatElement(UInt8(ascii: "x"), count: 10_000))
    #expect(CrashNote.read(path: path)?.text == String(repeating: "x", count: 4096 - 128 - 1))
  }

  /// Another process wrote it, and could have written anything.
  @Test func bytesOfAnyKindAreTakenForNothingElse() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/note"
    try Data([0x41, 0x1b, 0xff, 0, 0x42]).write(to: URL(filePath: path))
    #expect(CrashNote.read(path: path) == nil)
    var page = [UInt8](repeating: 0xff, count: 4096)
    page.replaceSubrange(128..<133, with: [0x41, 0x1b, 0xff, 0, 0x42])
    try Data(page).write(to: URL(filePath: path))
    #expect(CrashNote.read(path: path)?.text == "A\\x1b\\xff")
    #expect(CrashNote.read(path: path)?.place == nil)
  }

  /// Behind the page lies what a crash leaves, or anything.
  @Test func framesOfAnyKindAreBounded() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/note"
    let note = try CrashNote(path: path)
    note.write("a.txt".utf8)
    #expect(CrashNote.read(path: path)?.frames == [])
    var content = try Data(contentsOf: URL(filePath: path))
    content.replaceSubrange(4096..., with: repeatElement(0xff, count: content.count - 4096))
    try content.write(to: URL(filePath: path))
    let frames = try #require(CrashNote.read(path: path)?.frames)
    #expect(frames.count == 32 && CrashFrame.lines(frames).count == 32)
  }

  @Test func withoutAFileNothingIsKept() throws {
    try CrashNote(path: nil).write("x".utf8)
  }
}
