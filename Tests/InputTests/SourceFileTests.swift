import Glibc
@testable import Input
import Model
import TestSupport
import Testing

@Suite struct SourceFileTests {
  @Test(arguments: 0..<10 as Range<UInt64>)
  func membersFollowOneAnother(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scratch = try Scratch()
    let members = (0..<generator.int(1...5)).map { _ in
      generator.lines(bytes: generator.int(0...1) * generator.int(0...3000), newlineEvery: 30)
    }
    let file = scratch.write(BytePath("a"), members.flatMap(gzip))
    #expect(try cut([file], .whole, capacity: 500)[0].bytes == members.flatMap(\.self))
  }

  @Test func damagedGzipIsNamed() throws {
    let scratch = try Scratch()
    let good = gzip(Array("some text that is long enough to be cut somewhere\n".utf8))
    var flipped = good
    flipped[good.count - 6] ^= 0xff
    for (name, bytes, why) in [
      ("cut", Array(good.dropLast(5)), "middle of a gzip member"),
      ("head", Array(good.prefix(5)), "middle of a gzip member"),
      ("second", good + good.prefix(12), "middle of a gzip member"),
      ("sum", flipped, "incorrect data check"),
      ("trailing", good + Array("garbage".utf8), "no other one"),
      ("method", [0x1f, 0x8b] + Array(repeating: 0x41, count: 30), "unknown compression method"),
    ] {
      let file = scratch.write(BytePath(name), bytes)
      let error = try #require(throws: MRError.self) { try cut([file], .lines, capacity: 64) }
      #expect(error.code == .input)
      #expect(error.message.contains("/\(name)` cannot be uncompressed at byte "))
      #expect(error.cause?.contains(why) == true, "\(error)")
    }
  }

  /// As gzip, and archives on tapes, have it.
  @Test(arguments: [1, 511, 300_000])
  func zerosAfterAMemberArePadding(zeros: Int) throws {
    let scratch = try Scratch()
    let (text, padding) = (Array("to be\n".utf8), [UInt8](repeating: 0, count: zeros))
    let padded = scratch.write(BytePath("padded"), gzip(text) + padding)
    #expect(try cut([padded], .lines, capacity: 64)[0].bytes == text)
    let members = scratch.write(BytePath("members"), gzip(text) + padding + gzip(text) + padding)
    #expect(try cut([members], .lines, capacity: 64)[0].bytes == text + text)
    let garbage = scratch.write(BytePath("garbage"), gzip(text) + padding + [1])
    let error = #expect(throws: MRError.self) { try cut([garbage], .lines, capacity: 64) }
    #expect(error?.cause?.contains("no other one") == true)
  }

  @Test func twoMagicBytesDecide() throws {
    let scratch = try Scratch()
    let text = Array("plain\n".utf8)
    let named = scratch.write(BytePath("plain.gz"), text)
    let unnamed = scratch.write(BytePath("packed.txt"), gzip(text))
    let short = scratch.write(BytePath("short"), [0x1f])
    #expect(try cut([named], .lines, capacity: 64)[0].bytes == text)
    #expect(try cut([unnamed], .lines, capacity: 64)[0].bytes == text)
    #expect(try cut([short], .lines, capacity: 64)[0].bytes == [0x1f])
  }

  /// Of /proc and /sys, whose sizes say nothing.
  @Test(arguments: ["/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"])
  func sizesThatAreNoneAreRefused(path: String) throws {
    guard let status = FileStatus(at: BytePath(path)) else { return }
    let file = InputFile(
      path: BytePath(path), relativePath: BytePath("x"), attributes: [], size: status.size,
      modified: status.modified)
    for cutting in [Cutting.lines, .whole, .documents(shareSize: nil)] {
      let error = try #require(throws: MRError.self) { try cut([file], cutting, capacity: 64) }
      #expect(error.code == .input)
      #expect(error.message.hasPrefix("`\(path)` holds "), "\(error)")
      #expect(error.remedy?.contains("Copy it into a file") == true)
    }
  }

  /// The first bytes decide, however small the blocks are, and inside of gzip as well.
  @Test func linesAreThoseOfText() throws {
    let scratch = try Scratch()
    let tar = [UInt8](repeating: 0x61, count: 257) + Array("ustar\0".utf8)
    let document = Array("%PDF-1.4\nmuch\n".utf8)
    for (bytes, what) in [
      (tar, "` is a tar archive"), (gzip(tar), "`, uncompressed, is a tar archive"),
      (gzip(document), "`, uncompressed, is a PDF document"),
      (gzip(gzip(document)), "`, uncompressed, is a gzip file once more"),
    ] {
      let file = scratch.write(BytePath("f"), bytes)
      for capacity in [1, 64, 4096] {
        let error = try #require(throws: MRError.self) {
          try cut([file], .lines, capacity: capacity)
        }
        #expect(error.code == .input)
        #expect(error.message.contains(what), "\(error)")
        #expect(
          error.remedy?.hasSuffix(
            "--format 'text!' its bytes are taken for lines, whatever they are.") == true)
        _ = try cut([file], .rawLines, capacity: capacity)
        _ = try cut([file], .whole, capacity: capacity)
      }
      let sampled = #expect(throws: MRError.self) {
        try InputSample([file], cutting: .lines, resolution: 2).read { _ in }
      }
      #expect(sampled?.message.contains(what) == true)
      try InputSample([file], cutting: .rawLines, resolution: 2).read { _ in }
    }
  }

  @Test func whatCannotBeOpenedIsNamed() throws {
    let scratch = try Scratch()
    let file = scratch.write("gone", "x\n")
    unlink("\(scratch.path)/gone")
    let gone = try #require(throws: MRError.self) { try cut([file], .lines, capacity: 16) }
    #expect(gone.code == .input)
    #expect(gone.message.contains("/gone` cannot be opened"))
    #expect(gone.cause == "No such file or directory")

    scratch.makeDirectory(BytePath("gone"))
    let directory = try #require(throws: MRError.self) { try cut([file], .lines, capacity: 16) }
    #expect(directory.code == .inputChanged)

    rmdir("\(scratch.path)/gone")
    mkfifo("\(scratch.path)/gone", 0o600)
    let pipe = try #require(throws: MRError.self) { try cut([file], .lines, capacity: 16) }
    #expect(pipe.code == .inputChanged)
  }

  @Test(arguments: [false, true])
  func changesBeforeReadingAreSeen(isCompressed: Bool) throws {
    let scratch = try Scratch()
    let bytes = Array("one\ntwo\n".utf8)
    let name = BytePath("a")
    let file = scratch.write(name, isCompressed ? gzip(bytes) : bytes)
    let chunk = try #require(try cut([file], .lines, capacity: 16).first)

    scratch.setModified(name, 1_000_000)
    for read in [
      { _ = try cut([file], .lines, capacity: 16) },
      { _ = try reload(chunk.chunk, [file], capacity: 16) },
    ] {
      let error = try #require(throws: MRError.self) { try read() }
      #expect(error.code == .inputChanged)
      #expect(error.message.contains("/a` has changed"))
    }

    scratch.write(name, (isCompressed ? gzip(bytes) : bytes) + [0])
    var longer = file
    longer.modified = scratch.input(name).modified
    let error = #expect(throws: MRError.self) { try cut([longer], .lines, capacity: 16) }
    #expect(error?.code == .inputChanged)
  }

  /// How a file changes under a stream that has read a block of it.
  enum Change: CaseIterable { case truncate, append, touch }

  @Test(arguments: Change.allCases, [false, true])
  func changesWhileReadingAreSeen(change: Change, isCompressed: Bool) throws {
    let scratch = try Scratch()
    let name = BytePath("a")
    var generator = SeededGenerator(seed: 1)
    // More than zlib's input takes at once, of bytes that do not compress.
    let bytes = generator.lines(bytes: 600_000, newlineEvery: 80)
    let file = scratch.write(name, isCompressed ? gzip(bytes) : bytes)
    var stream = ChunkStream([file], cutting: .rawLines, blockCapacity: 1000)
    let payload = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
    defer { payload.deallocate() }
    _ = try stream.nextBlock(into: payload)
    switch change {
    case .truncate: truncate("\(scratch.path)/a", 300_000)
    case .append: truncate("\(scratch.path)/a", 700_000)
    case .touch: scratch.setModified(name, 1_000_000)
    }
    let error = try #require(throws: MRError.self) {
      while try stream.nextBlock(into: payload) != nil {}
    }
    #expect(error.code == .inputChanged)
    #expect(error.remedy?.isEmpty == false)
  }
}
