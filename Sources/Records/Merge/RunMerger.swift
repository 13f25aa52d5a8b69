package import CMapReduce
package import Model

/// Merges sorted segments into one sorted sequence of groups or of records. Stable: values of a key
/// come in the order of the segments, and within a segment in its own.
///
/// Keys and values are lent out where they lie. A segment does not go on to its next piece while
/// something in the current one is lent.
package final class RunMerger: RecordGroups {
  /// A segment to be merged.
  package struct Input {
    let source: any SegmentSource
    let length: Int
    let records: Int

    /// - Parameters:
    ///   - length: in bytes.
    ///   - records: how many records these bytes hold.
    package init(source: any SegmentSource, length: Int, records: Int) {
      self.source = source
      self.length = length
      self.records = records
    }
  }

  /// What plays a match: most are decided without a look at the cursor.
  private struct Contender {
    var cursor: Int
    var prefix: UInt64
  }

  package private(set) var groupsRead = 0
  package internal(set) var recordsRead = 0

  let keyType: ValueType
  let comparator: KeyComparator?
  private let cursors: UnsafeMutablePointer<SegmentCursor>
  private let count: Int
  /// A tournament: `losers[0]` is the cursor whose record is next; each other place holds the
  /// loser of the match between the winners of the places 2i and 2i + 1, where place `count + i`
  /// is cursor i.
  private let losers: UnsafeMutablePointer<Contender>
  private var hasStarted = false
  /// The next record was consumed, but its cursor needs another piece to go on.
  private var isPending = false
  /// The next record belongs to the group and was not consumed.
  private(set) var isInGroup = false
  private var groupKey = ByteBuffer()
  private var groupPrefix: UInt64 = 0
  private let plainKey: PlainKey
  var plainKeys = ByteBuffer()

  /// Reads nothing yet.
  /// - Parameter segments: in the order of the input.
  package init(segments: [Input], keyType: ValueType, comparator: KeyComparator?) {
    self.keyType = keyType
    self.comparator = comparator
    count = segments.count
    cursors = .allocate(capacity: max(1, count))
    losers = .allocate(capacity: max(1, count))
    for (index, segment) in segments.enumerated() {
      (cursors + index).initialize(to: SegmentCursor(segment, index: index, keyType: keyType))
    }
    losers.initialize(repeating: Contender(cursor: 0, prefix: 0), count: max(1, count))
    plainKey = PlainKey(type: keyType)
  }

  deinit {
    cursors.deinitialize(count: count)
    cursors.deallocate()
    losers.deallocate()
  }

  package func nextGroup() throws -> mr_bytes? {
    guard try prepare() else { return nil }
    while isInGroup { _ = try step(lends: false) }
    let next = winner
    guard !next.pointee.isAtEnd else { return nil }
    groupKey.removeAll()
    try groupKey.append(
      UnsafeRawBufferPointer(start: next.pointee.key.data, count: next.pointee.key.size))
    groupPrefix = next.pointee.prefix
    isInGroup = true
    groupsRead &+= 1
    return plainKey.plain(currentKey)
  }

  package func values(
    into target: UnsafeMutablePointer<mr_bytes>, capacity: Int
  ) throws -> Int {
    guard try prepare() else { return 0 }
    var size = 0
    while isInGroup, size < capacity {
      target[size] = winner.pointee.value
      size &+= 1
      if try !step(lends: true) { break }
    }
    return size
  }

  /// The cursor whose record is next. There has to be one.
  @inline(__always) var winner: UnsafeMutablePointer<SegmentCursor> { cursors + losers[0].cursor }

  /// The group's key, normalised.
  var currentKey: mr_bytes { mr_bytes(data: groupKey.base, size: groupKey.count) }

  /// Does what the last step left to do.
  /// - Returns: false if there is nothing to merge at all.
  func prepare() throws -> Bool {
    if isPending {
      isPending = false
      try winner.pointee.advance()
      select()
    } else if !hasStarted {
      hasStarted = true
      for i in 0..<count { try cursors[i].advance() }
      if count > 0 { losers[0] = play(1) }
    }
    return count > 0
  }

  /// Consumes the next record.
  /// - Parameter lends: whether bytes of the current pieces are still in use by the caller.
  /// - Returns: false if the caller has to give them back first.
  @inline(__always)
  func step(lends: Bool) throws -> Bool {
    recordsRead &+= 1
    if try !winner.pointee.advanceInPiece() {
      if lends {
        isPending = true
        return false
      }
      try winner.pointee.advance()
    }
    select()
    return true
  }

  /// Finds the next record after the winner's cursor went on.
  @inline(__always)
  private func select() {
    // What equals the group's key cannot be preceded by a record of another segment: their records
    // of this group come later in the input.
    if isInGroup, matchesGroup(winner) { return }
    replay()
    isInGroup = isInGroup && matchesGroup(winner)
  }

  @inline(__always)
  private func matchesGroup(_ cursor: UnsafeMutablePointer<SegmentCursor>) -> Bool {
    if cursor.pointee.isAtEnd { return false }
    let key = cursor.pointee.key
    if let comparator { return comparator(key, currentKey) == 0 }
    guard cursor.pointee.prefix == groupPrefix, key.size == groupKey.count else { return false }
    return key.size <= 8 || compareKeys(key, currentKey, from: 8) == 0
  }

  /// Plays the matches on the way from the winner's place to the top again.
  @inline(__always)
  private func replay() {
    var best = contender(losers[0].cursor)
    var place = (count &+ best.cursor) &>> 1
    while place > 0 {
      let other = losers[place]
      if precedes(other, best) {
        losers[place] = best
        best = other
      }
      place &>>= 1
    }
    losers[0] = best
  }

  /// Plays all matches below a place and returns the winner.
  private func play(_ place: Int) -> Contender {
    if place >= count { return contender(place - count) }
    let (a, b) = (play(2 * place), play(2 * place + 1))
    let aWins = precedes(a, b)
    losers[place] = aWins ? b : a
    return aWins ? a : b
  }

  /// A cursor with its record's prefix, which tells nothing if the plugin has an order of its own.
  @inline(__always)
  private func contender(_ cursor: Int) -> Contender {
    Contender(cursor: cursor, prefix: comparator == nil ? cursors[cursor].prefix : 0)
  }

  @inline(__always)
  private func precedes(_ a: Contender, _ b: Contender) -> Bool {
    if a.prefix != b.prefix { return a.prefix < b.prefix }
    return precedesByKey(a.cursor, b.cursor)
  }

  @inline(never)
  private func precedesByKey(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (cursors + a, cursors + b)
    if x.pointee.isAtEnd || y.pointee.isAtEnd {
      return x.pointee.isAtEnd == y.pointee.isAtEnd ? a < b : y.pointee.isAtEnd
    }
    let order =
      comparator.map { Int($0(x.pointee.key, y.pointee.key)) }
      ?? compareKeys(x.pointee.key, y.pointee.key, from: 0)
    return order != 0 ? order < 0 : a < b
  }
}
