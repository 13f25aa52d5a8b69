internal import CMapReduce

extension AggregationTable {
  /// What was taken up of a text.
  struct TokensTaken {
    /// Up to where: everything before belongs to tokens that were taken up, or to none.
    var end: Int
    /// Number of tokens.
    var count: Int
    /// Size of their keys together, in bytes.
    var keyBytes: Int
  }

  /// Sixteen bytes can be read from wherever a token of a block begins, if so many follow it.
  private static let reach = 16
  private static let blockSize = 64
  /// So much text is taken up at once, in blocks: then the table may be too large, and is asked.
  private static let mostBlocks = 1024

  /// Takes up tokens: the stretches of a text's bytes whose bits are set. The plugin's records are
  /// never written, so this is the fast way; a token that lies at the end, or that is longer than
  /// what is taken up at once, is left for the other one.
  /// - Parameters:
  ///   - size: of the text, in bytes.
  ///   - bits: bit i % 64, from the lowest, of `bits[i / 64]` stands for byte i.
  ///   - start: where to begin; not within a token.
  ///   - value: of each record; it has been checked.
  @inline(__always)
  func add<Fold: MapFold>(
    tokensOf text: UnsafeRawPointer, size: Int, _ bits: UnsafePointer<UInt64>, from start: Int,
    value: mr_bytes, fold: Fold.Type
  ) throws(RecordError) -> TokensTaken {
    var block = start / Self.blockSize
    let end = min((size - Self.reach) / Self.blockSize, block + Self.mostBlocks)
    guard block < end else { return TokensTaken(end: start, count: 0, keyBytes: 0) }

    var taken = TokensTaken(end: start, count: 0, keyBytes: 0)
    var visible = UInt64.max << UInt64(start % Self.blockSize)
    // Where the token starts that reaches into the block; below 0 if none does.
    var open = -1
    var prepared = 0
    var preparation = preparation
    while block < end {
      let base = block &* Self.blockSize
      let inside = bits[block] & visible
      let before = inside &<< 1 | (open >= 0 ? 1 : 0)
      let starts = inside & ~before
      prepared = prepareTokens(
        text, base: base, open: open, starts: starts, ends: before & ~inside, at: prepared,
        preparation)
      taken.keyBytes &+= inside.nonzeroBitCount
      if inside >> 63 == 0 {
        open = -1
      } else if starts != 0 {
        open = base &+ 63 &- starts.leadingZeroBitCount
      }
      visible = .max
      block &+= 1
      if prepared >= Self.lookaheadCapacity {
        try take(prepared, fold) { _ in value }
        taken.count &+= prepared
        prepared = 0
        preparation = self.preparation
      }
    }
    try take(prepared, fold) { _ in value }
    taken.count &+= prepared
    taken.end = open >= 0 ? open : block &* Self.blockSize
    taken.keyBytes &-= block &* Self.blockSize &- taken.end
    return taken
  }

  /// Prepares the tokens that end in a block, and perhaps one more that means nothing: how many
  /// there are is hard to predict, so they are prepared in pairs.
  ///
  /// - Parameters:
  ///   - base: where the block begins.
  ///   - open: where the token starts that reaches into it; below 0 if none does.
  ///   - starts: a bit wherever a token starts.
  ///   - ends: a bit wherever one has just ended.
  ///   - first: how many lookups there are already.
  /// - Returns: how many there are then.
  @inline(__always)
  private func prepareTokens(
    _ text: UnsafeRawPointer, base: Int, open: Int, starts: UInt64, ends: UInt64, at first: Int,
    _ preparation: Preparation
  ) -> Int {
    var (starts, ends, token) = (starts, ends, open)
    if open < 0 {
      token = base &+ Self.lowestBit(starts)
      starts &= starts &- 1
    }
    let limit = first &+ ends.nonzeroBitCount
    var index = first

    @inline(__always) func prepareNext() {
      let size = base &+ Self.lowestBit(ends) &- token
      let key = mr_bytes(data: text + token, size: size)
      if size <= 16 {
        preparation.prepare(plain: key, at: index)
      } else if index < limit {
        prepare(other: key, at: index)
      }
      ends &= ends &- 1
      token = base &+ Self.lowestBit(starts)
      starts &= starts &- 1
      index &+= 1
    }
    repeat {
      prepareNext()
      prepareNext()
    } while index < limit
    return limit
  }

  /// The place of the lowest bit that is set; 63 if there is none.
  @inline(__always)
  private static func lowestBit(_ bits: UInt64) -> Int { (bits | 1 &<< 63).trailingZeroBitCount }
}
