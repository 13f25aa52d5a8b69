import CMapReduce
import Model
import Records
import TestSupport
import Testing

/// Damaged segments: an error, never a crash and never something that was not written.
@Suite struct RunMergerTests {
  func merger(_ bytes: [UInt8], length: Int? = nil, records: Int, keyType: ValueType = .bytes)
    -> RunMerger
  {
    let source = CutSource(bytes, pieceSize: 9, seed: 1)
    return RunMerger(
      segments: [.init(source: source, length: length ?? bytes.count, records: records)],
      keyType: keyType, comparator: nil)
  }

  /// Two records: ("a", "b") and ("cc", "").
  let sound: [UInt8] = [1, 1, 97, 98, 2, 0, 99, 99]

  @Test func aSoundSegmentIsRead() throws {
    let groups = try readGroups(merger(sound, records: 2))
    #expect(groups.map(\.key) == [bytes("a"), bytes("cc")])
    #expect(groups.map(\.values) == [[bytes("b")], [[]]])
  }

  @Test func anotherLengthIsNoticed() {
    for size in 0..<sound.count {
      #expect(throws: RecordError.self) {
        try readGroups(merger(Array(sound.prefix(size)), records: 2))
      }
      #expect(throws: RecordError.self) {
        try readGroups(merger(Array(sound.prefix(size)), length: sound.count, records: 2))
      }
      #expect(throws: RecordError.self) {
        try readGroups(merger(sound, length: size, records: 2))
      }
    }
  }

  @Test(arguments: [0, 1, 3])
  func anotherNumberOfRecordsIsNoticed(records: Int) {
    #expect(throws: RecordError.self) { try readGroups(merger(sound, records: records)) }
  }

  @Test func numbersHaveEightBytes() throws {
    #expect(throws: RecordError.self) {
      try readGroups(merger(sound, records: 2, keyType: .int64))
    }
    let sums = merger(sound, records: 2)
    _ = try sums.nextGroup()
    #expect(throws: RecordError.self) { try sums.fold(.sum, .int64) }
  }

  @Test(arguments: Fuzzing.seeds(1)) func noiseDoesNoHarm(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed + 41)
    let shuffle = Shuffle()
    let records: [Record] = (0..<40).map { (randomKey(&random), bytes("value \($0)")) }
    let output = try shuffle.map(records)
    for _ in 0..<2000 {
      var bytes = output.stream
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      // What was overwritten inside of keys and values is for the block's checksum to find.
      let groups = try? readGroups(merger(bytes, records: records.count))
      #expect(groups.map { $0.map(\.values.count).reduce(0, +) == records.count } ?? true)
    }
  }
}
