@testable import Input
import Model
import TestSupport
import Testing

@Suite struct InputSampleTests {
  /// A piece, copied.
  struct Piece: Hashable {
    var file: Int
    var offset: Int
    var content: [UInt8]
    var share: Int
    var shares: Int
  }

  private func pieces(
    _ files: [InputFile], _ cutting: Cutting = .lines, resolution: Int = 2
  ) throws -> [Piece] {
    var pieces: [Piece] = []
    try InputSample(files, cutting: cutting, resolution: resolution).read { piece in
      #expect(piece.span.length == piece.content.count)
      pieces.append(
        Piece(
          file: piece.span.file, offset: piece.span.offset, content: Array(piece.content),
          share: piece.share, shares: piece.shares))
    }
    return pieces
  }

  private func lines(_ count: Int, size: Int) -> [UInt8] {
    var text: [UInt8] = []
    for number in 0..<count {
      let digits = Array("\(number)".utf8)
      text += digits + [UInt8](repeating: 120, count: max(0, size - 1 - digits.count)) + [10]
    }
    return text
  }

  @Test func smallInputIsReadAsAWhole() throws {
    let scratch = try Scratch()
    let files = [
      scratch.write("a", "one\ntwo\n"), scratch.write("b", ""), scratch.write("c", "three"),
    ]
    #expect(
      try pieces(files) == [
        Piece(file: 0, offset: 0, content: Array("one\ntwo\n".utf8), share: 0, shares: 1),
        Piece(file: 2, offset: 0, content: Array("three".utf8), share: 0, shares: 1),
      ])
    #expect(try pieces([]).isEmpty)
    #expect(try pieces([files[1]]).isEmpty)
  }

  @Test func piecesAreSpreadOverAllOfTheInput() throws {
    let scratch = try Scratch()
    let contents = [lines(100_000, size: 90), lines(3, size: 10), lines(30_000, size: 100)]
    let files = contents.enumerated().map { scratch.write(BytePath("f\($0)"), $1) }
    let pieces = try pieces(files)
    #expect(pieces.count >= 128)
    var last = (file: 0, end: 0)
    for piece in pieces {
      let content = contents[piece.file]
      let end = piece.offset + piece.content.count
      #expect(piece.content.elementsEqual(content[piece.offset..<end]))
      #expect(piece.offset == 0 || content[piece.offset - 1] == 10)
      #expect(piece.content.last == 10)
      #expect(piece.file > last.file || piece.offset >= last.end)
      last = (piece.file, end)
    }
    let shares = [0, 2].map { file in
      Double(pieces.filter { $0.file == file }.count) / Double(pieces.count)
    }
    #expect(abs(shares[0] - 0.75) < 0.02 && abs(shares[1] - 0.25) < 0.02)
    #expect(try self.pieces(files) == pieces)
    // As many more as the partitions need.
    #expect(try self.pieces(files, resolution: 100).count >= 800)
  }

  @Test func linesLongerThanAPieceAreFound() throws {
    let scratch = try Scratch()
    let file = scratch.write(BytePath("a"), lines(40, size: 300_000))
    let pieces = try pieces([file])
    #expect(pieces.count > 30)
    #expect(pieces.allSatisfy { $0.content.count == 300_000 })
  }

  @Test func oneEndlessLineGivesNothing() throws {
    let scratch = try Scratch()
    let file = scratch.write(BytePath("a"), [UInt8](repeating: 120, count: 20 << 20))
    #expect(try pieces([file]).isEmpty)
  }

  @Test func compressedFilesGiveTheirBeginning() throws {
    let scratch = try Scratch()
    let text = lines(200_000, size: 50)
    let file = scratch.write(BytePath("a.gz"), gzip(text))
    let plain = scratch.write(BytePath("b"), lines(150_000, size: 50))
    let pieces = try pieces([file, plain])
    let compressed = pieces.filter { $0.file == 0 }
    #expect(compressed.count == 1)
    #expect(compressed[0].offset == 0 && compressed[0].content.last == 10)
    #expect(compressed[0].content.elementsEqual(text.prefix(compressed[0].content.count)))
    #expect(pieces.filter { $0.file == 1 }.count > 64)
  }

  @Test func wholeFilesAndSharesOfDocuments() throws {
    let scratch = try Scratch()
    let files = (0..<40).map { scratch.write(BytePath("f\($0)"), lines(10 + $0, size: 100)) }
    let whole = try pieces(files, .whole)
    #expect(whole.count > 30)
    #expect(whole.allSatisfy { $0.offset == 0 && $0.content.count == files[$0.file].size })
    let documents = try pieces(files, .documents(shareSize: 1000))
    #expect((8...16).contains(documents.count))
    #expect(documents.allSatisfy { $0.shares == ($0.content.count - 1) / 1000 + 1 })
    #expect(documents.allSatisfy { $0.share == $0.shares / 2 })
  }

  @Test func changedFileIsNoticed() throws {
    let scratch = try Scratch()
    let file = scratch.write("a", "one\ntwo\n")
    scratch.write("a", "one\ntwo\nthree\n")
    #expect(throws: MRError.self) { try pieces([file]) }
  }
}
