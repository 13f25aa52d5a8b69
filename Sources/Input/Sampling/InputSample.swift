package import Model

/// Which pieces of the input a sample is made of. They are spread evenly over all of its bytes: the same
/// pieces whenever the listing is the same. Has only the files that they lie in, however many there are,
/// so that it can be handed to another process.
package struct InputSample: Sendable, Hashable, Codable {
  /// A file that a piece lies in.
  struct File: Sendable, Hashable, Codable {
    /// The file's place in the listing.
    var number: Int
    var file: InputFile
  }

  /// A part of a file that is looked into.
  struct Reading: Sendable, Hashable, Codable {
    /// Index in `files`.
    var file: Int
    /// The bytes in which lines begin; empty for whole files.
    var range = 0..<0
    /// Where the next piece begins, as far as it lies in the file.
    var limit = 0
  }

  /// Number of pieces that are looked for. There may be fewer: where no line begins, and of small
  /// inputs, which are one piece.
  package let pieces: Int
  let cutting: Cutting
  /// The size of a piece in bytes.
  let pieceSize: Int
  /// The size of all of the input in bytes.
  let total: Int
  /// Whether what cannot be read is no part of the sample; otherwise it is an error.
  let passesOver: Bool
  private(set) var files: [File] = []
  private(set) var readings: [Reading] = []

  /// The size of all pieces of lines in bytes: enough for thousands of lines.
  private static let sampleSize = 4 << 20
  /// A piece of lines costs at least a read, and a document may take seconds.
  private static let linePieces = 128...4096
  private static let documentPieces = 16
  /// Small files that are opened for one piece.
  private static let filesOfPiece = 16

  /// What is mapped of a job's input to find the bounds of its partitions.
  package init(_ listing: [InputFile], for plan: JobPlan) {
    self.init(
      listing, cutting: Cutting(plan.format, shareSize: Cutting.leastShareSize),
      resolution: plan.partitions, passesOver: plan.badInput.reaction == .skip)
  }

  /// - Parameters:
  ///   - resolution: into how many parts the sample is to divide the input: there are several pieces for
  ///     each if that is affordable.
  ///   - passesOver: whether what cannot be read is no part of the sample.
  package init(
    _ listing: [InputFile], cutting: Cutting, resolution: Int, passesOver: Bool = false
  ) {
    self.cutting = cutting
    self.passesOver = passesOver
    total = listing.reduce(0) { $0 + $1.size }
    switch cutting {
    case .lines, .rawLines:
      if total <= Self.sampleSize {
        pieces = 1
        pieceSize = total
        break
      }
      let range = Self.linePieces
      pieces = min(max(8 * resolution, range.lowerBound), range.upperBound)
      pieceSize = max(4 << 10, Self.sampleSize / pieces)
    case .whole, .documents:
      pieces = cutting == .whole ? Self.linePieces.lowerBound : Self.documentPieces
      pieceSize = 0
    }
    if cutting.isLines { planLines(listing) } else { planFiles(listing) }
  }

  private mutating func planLines(_ listing: [InputFile]) {
    // The first file of the piece at hand, and where it begins in the whole of the input.
    var (index, indexStart) = (0, 0)
    for piece in 0..<pieces {
      let (start, next) = (position(of: piece), position(of: piece + 1))
      let end = min(start + pieceSize, next)
      while index < listing.count, indexStart + listing[index].size <= start {
        indexStart += listing[index].size
        index += 1
      }
      var (number, begin, from) = (index, indexStart, start)
      while from < end, number < listing.count, number - index < Self.filesOfPiece {
        let fileEnd = begin + listing[number].size
        let range = from - begin..<min(end, fileEnd) - begin
        if !range.isEmpty { read(number, of: listing, range, limit: min(next, fileEnd) - begin) }
        (begin, from) = (fileEnd, fileEnd)
        number += 1
      }
    }
  }

  private mutating func planFiles(_ listing: [InputFile]) {
    var (index, indexStart) = (0, 0)
    for piece in 0..<pieces {
      while index < listing.count, indexStart + listing[index].size <= position(of: piece) {
        indexStart += listing[index].size
        index += 1
      }
      guard index < listing.count else { return }
      if index != files.last?.number { read(index, of: listing) }
    }
  }

  private mutating func read(
    _ number: Int, of listing: [InputFile], _ range: Range<Int> = 0..<0, limit: Int = 0
  ) {
    // Pieces come in the order of the input.
    if files.last?.number != number { files.append(File(number: number, file: listing[number])) }
    readings.append(Reading(file: files.count - 1, range: range, limit: limit))
  }

  /// Where a piece begins in the whole of the input.
  private func position(of piece: Int) -> Int {
    let (quotient, rest) = total.quotientAndRemainder(dividingBy: pieces)
    return quotient * piece + rest * piece / pieces
  }
}
