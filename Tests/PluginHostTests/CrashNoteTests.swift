import PluginHost
import Foundation
import TestSupport
import Testing

@Suite struct CrashNoteTests {
  @Test func whatIsWrittenLastIsRead() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/note"
    #expect(CrashNote.read(path: path) == nil)
    let note = try CrashNote(path: path)
    #expect(CrashNote.read(path: path) == nil)
    note.write("lines 1–1024 of a.txt".utf8)
    #expect(CrashNote.read(path: path) == "lines 1–1024 of a.txt")
    note.write("b".utf8)
    #expect(CrashNote.read(path: path) == "b")
    note.write("".utf8)
    #expect(CrashNote.read(path: path) == nil)
  }

  @Test func aLongTextIsCut() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/note"
    let note = try CrashNote(path: path)
    note.write(repeatElement(UInt8(ascii: "x"), count: 10_000))
    #expect(CrashNote.read(path: path) == String(repeating: "x", count: 4095))
  }

  /// Another process wrote it, and could have written anything.
  @Test func bytesThatAreNoTextAreMadeVisible() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/note"
    try Data([0x41, 0x1b, 0xff, 0, 0x42]).write(to: URL(filePath: path))
    #expect(CrashNote.read(path: path) == "A\\x1b\\xff")
  }

  @Test func withoutAFileNothingIsKept() throws {
    try CrashNote(path: nil).write("x".utf8)
  }
}
