@testable import Input
import Glibc
import Model
import TestSupport
import Testing

/// What cannot be used is set aside, and everything else is cut as if it were not there.
@Suite struct BadInputTests {
  /// Runs a stream that sets aside.
  private func cut(
    _ files: [InputFile], _ cutting: Cutting = .lines, capacity: Int, limit: Int = .max
  ) throws -> (bytes: [UInt8], chunks: [CutChunk], bad: [BadInput]) {
    var bad: [BadInput] = []
    let chunks = try InputTests.cut(files, cutting, capacity: capacity, limit: limit) {
      bad.append($0)
    }
    for chunk in chunks {
      #expect(try reload(chunk.chunk, files, capacity: capacity) == chunk.blocks)
    }
    return (chunks.flatMap(\.bytes), chunks, bad)
  }

  private func lines(_ count: Int, _ word: String) -> [UInt8] {
    (0..<count).flatMap { Array("\(word) \($0)\n".utf8) }
  }

  @Test(arguments: [8, 64, 1000, 100_000])
  func filesThatCannotBeReadAreSetAside(capacity: Int) throws {
    let scratch = try Scratch()
    let good = [lines(200, "a"), lines(10, "b"), []]
    let png = Array("\u{89}PNG\r\n\u{1a}\n".unicodeScalars.map { UInt8($0.value) })
    let files = [
      scratch.write(BytePath("0"), png), scratch.write(BytePath("1"), good[0]),
      scratch.write("2", "gone\n"), scratch.write(BytePath("3"), gzip(good[1])),
      scratch.write(BytePath("4"), [0x1f, 0x8b, 9]), scratch.write(BytePath("5"), good[2]),
      scratch.write("6", "shut\n"),
    ]
    unlink("\(scratch.path)/2")
    let found = try cut(files, capacity: capacity)
    #expect(found.bytes == good[0] + good[1] + Array("shut\n".utf8))
    #expect(found.bad.map(\.range) == [0, 2, 4].map { RecordRange(file: $0) })
    #expect(found.bad.map(\.kind) == [.mismatch, .unreadable, .damaged])
    #expect(found.bad[0].reason == "is an image, which cannot be read as lines of text")
    #expect(found.bad[1].reason == "cannot be opened: No such file or directory")
    #expect(found.bad[2].reason.hasPrefix("cannot be uncompressed at byte "))
    #expect(found.bad.allSatisfy { $0.bytes == nil })
  }

  /// Whole lines before the damage count; the line that it is in does not.
  @Test(arguments: [16, 1000, 1 << 16])
  func ofDamagedTextTheBeginningCounts(capacity: Int) throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: 5)
    let text = random.lines(bytes: 200_000, newlineEvery: 60)
    let packed = gzip(text)
    let after = scratch.write("c", "after\n")
    for end in [20, 500, packed.count / 2, packed.count - 5] {
      let file = scratch.write(BytePath("b.gz"), Array(packed.prefix(end)))
      let found = try cut(
        [scratch.write("a", "before\n"), file, after], .rawLines, capacity: capacity)
      let kept = found.bytes.dropFirst(7).dropLast(6)
      #expect(found.bytes.suffix(6) == Array("after\n".utf8))
      #expect(text.starts(with: kept))
      #expect(kept.isEmpty || kept.last == UInt8(ascii: "\n"))
      let bad = try #require(found.bad.first)
      #expect(found.bad.count == 1)
      #expect(bad.kind == .damaged)
      #expect(bad.reason.contains("it ends in the middle of a gzip member"))
      let lines = kept.count { $0 == UInt8(ascii: "\n") }
      #expect(bad.range.numbers == (kept.isEmpty ? 1 : lines + 1)...Int.max)
      #expect(bad.bytes == (kept.isEmpty ? nil : kept.count..<Int.max))
      if end == packed.count - 5 { #expect(kept.count > text.count - 200) }
    }
  }

  @Test func garbageAfterAMemberIsNamed() throws {
    let scratch = try Scratch()
    let file = scratch.write(BytePath("a"), gzip(lines(3, "x")) + Array("garbage".utf8))
    let found = try cut([file], capacity: 64)
    #expect(found.bytes == lines(3, "x"))
    #expect(found.bad.map(\.range.numbers) == [4...Int.max])
    #expect(found.bad[0].reason.hasSuffix("what follows a gzip member is no other one"))
  }

  /// Of a file that is one record, or a document, nothing is left, however many blocks it had filled.
  @Test(arguments: [Cutting.whole, .documents(shareSize: 100)], [16, 1000, 1 << 16])
  func damagedFilesAreNotUsedInPart(cutting: Cutting, capacity: Int) throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: 6)
    let text = random.lines(bytes: 5000, newlineEvery: 50)
    let files = [
      scratch.write("a", "before"), scratch.write(BytePath("b"), Array(gzip(text).dropLast(9))),
      scratch.write(BytePath("c"), gzip(text)), scratch.write("d", "after"),
    ]
    let found = try cut(files, cutting, capacity: capacity)
    #expect(found.bytes == Array("before".utf8) + text + Array("after".utf8))
    #expect(found.bad.map(\.range) == [RecordRange(file: 1)])
    #expect(found.chunks.flatMap(\.chunk.spans).map(\.file) == [0, 2, 3])
    #expect(found.chunks.map(\.chunk.number) == Array(found.chunks.indices))
  }

  @Test(arguments: [8, 10, 64], [false, true])
  func aLineThatIsTooLongIsPassedOver(capacity: Int, isCompressed: Bool) throws {
    let scratch = try Scratch()
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 500)
    for (before, after, last) in [("a\nb\n", "c\nd\n", "e\n"), ("", "c\n", ""), ("a\n", "", "e")] {
      let newline: [UInt8] = after.isEmpty ? [] : [UInt8(ascii: "\n")]
      let text = Array(before.utf8) + long + newline + Array(after.utf8)
      let files = [
        scratch.write(BytePath("f"), isCompressed ? gzip(text) : text), scratch.write("g", last),
      ]
      let found = try cut(files, capacity: capacity, limit: 200)
      #expect(found.bytes == Array((before + after + last).utf8))
      let number = before.utf8.count / 2 + 1
      #expect(found.bad.map(\.range) == [RecordRange(file: 0, numbers: number...number)])
      #expect(found.bad.map(\.kind) == [.tooLong])
      #expect(
        found.bad.map(\.bytes) == [
          before.utf8.count..<before.utf8.count + long.count + newline.count
        ])
      let rest = found.chunks.flatMap(\.chunk.spans).filter { $0.file == 0 && $0.offset > 100 }
      #expect(rest.reduce(0) { $0 + $1.length } == after.utf8.count)
      if let first = rest.first { #expect(first.firstRecord == number + 1) }
    }
  }

  @Test func whereNothingCanBeUsedItIsAnError() throws {
    let scratch = try Scratch()
    let packed = scratch.write(BytePath("a"), Array("BZh91AY&SY".utf8))
    let one = #expect(throws: MRError.self) { try cut([packed], capacity: 64) }
    #expect(
      one?.message.hasSuffix("/a` is a bzip2 file, which cannot be read as lines of text") == true)
    let all = #expect(throws: MRError.self) { try cut([packed, packed], capacity: 64) }
    #expect(all?.message == "none of the 2 files can be used")
    #expect(all?.cause?.contains("/a` is a bzip2 file") == true)
    #expect(all?.remedy?.contains("bzip2 -d") == true)
    let empty = scratch.write("b", "")
    #expect(try cut([packed, empty], capacity: 64).bad.count == 1)
  }

  /// What is not the file's fault ends the stream, and so does whoever does not want to go on.
  @Test func changesAreNotSetAside() throws {
    let scratch = try Scratch()
    var file = scratch.write("a", "to be\n")
    file.size += 1
    let error = #expect(throws: MRError.self) {
      try cut([file, scratch.write("b", "x\n")], capacity: 64)
    }
    #expect(error?.code == .inputChanged)
    let gone = InputFile(
      path: BytePath("/nowhere"), relativePath: BytePath("x"), attributes: [], size: 1, modified: 1)
    let stopped = #expect(throws: MRError.self) {
      try InputTests.cut([gone, gone], .lines, capacity: 64) { (_) throws(MRError) in
        throw MRError(.cancelled, "enough")
      }
    }
    #expect(stopped?.message == "enough")
  }

  /// What the walk could not read has its place in the listing.
  @Test func whatCannotBeReadIsListed() throws {
    let scratch = try Scratch()
    for name in ["a.txt", "c.txt"] { scratch.write(name, "\(name)\n") }
    scratch.link("b.txt", to: "b.txt")
    scratch.link("d.txt", to: "nowhere")
    mkfifo("\(scratch.path)/0.txt", 0o600)
    let layout = try Layout(Layout.escaped(scratch.path) + "/{name}.txt")
    #expect(throws: MRError.self) { try InputWalk.listing(of: layout) }
    let listing = try InputWalk.listing(of: layout, listsRefusals: true)
    #expect(
      listing.map(\.relativePath.description) == ["0", "a", "b", "c", "d"].map { $0 + ".txt" })
    #expect(listing.refusals.keys.sorted() == [0, 2, 4])
    var bad: [BadInput] = []
    var stream = ChunkStream(
      Array(listing), refusals: listing.refusals, cutting: .lines, blockCapacity: 100
    ) { bad.append($0) }
    let payload = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
    defer { payload.deallocate() }
    let block = try stream.nextBlock(into: payload)
    let read = Array(payload.prefix(block?.count ?? 0))
    #expect(read == Array("a.txt\nc.txt\n".utf8))
    #expect(bad.map(\.range.file) == [0, 2, 4])
    #expect(bad.map(\.kind) == [.unreadable, .unreadable, .unreadable])
    #expect(bad[1].reason == "is a link that leads to itself: Too many levels of symbolic links")
    for name in ["a.txt", "c.txt"] { unlink("\(scratch.path)/\(name)") }
    #expect(throws: MRError.self) { try InputWalk.listing(of: layout, listsRefusals: true) }
  }
}
