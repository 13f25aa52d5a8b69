import CMapReduce
import Model
import PluginHost
import TestSupport
import Testing

/// One after the other: the fixture counts its open readers.
@Suite(.serialized) struct FormatReaderTests {
  let services = RecordingServices()

  /// Reads shares with one of the fixture's formats: the letters and the numbers of the first of
  /// each batch.
  func read(
    _ format: String, _ content: String, shares: Range<Int> = 0..<1, of count: Int = 1,
    capacity: Int = 4
  ) throws -> (letters: String, firstRecords: [Int]) {
    let plugin = try Plugin.load(path: FixturePlugins.build("misbehaving_format"))
    let context = TaskContext(services: services, partitions: 1, parameters: [:])
    var letters = ""
    var firstRecords: [Int] = []
    try Array(content.utf8).withUnsafeBytes { content in
      let reader = try FormatReader(
        opening: plugin.format(format), source: SourceStorage(Misbehaving.file), content: content,
        shares: shares, of: count, context: context)
      defer { reader.close() }
      try withUnsafeTemporaryAllocation(of: mr_record.self, capacity: capacity + 1) { records in
        guard let records = records.baseAddress else { return }
        while let batch = try reader.next(into: records, capacity: capacity) {
          firstRecords.append(batch.firstRecord)
          for index in 0..<batch.count {
            letters += String(
              decoding: RecordingServices.Record(records[index]).value, as: UTF8.self)
          }
        }
      }
    }
    return (letters, firstRecords)
  }

  @Test func readsRecords() throws {
    let all = try read("letters", "abcdefghij")
    #expect(all.letters == "abcdefghij")
    #expect(all.firstRecords == [1, 5, 9])
    #expect(try read("letters", "").letters == "")
  }

  @Test(arguments: [1, 2, 3, 7, 20])
  func sharesGiveEveryRecordOnce(shares: Int) throws {
    var letters = ""
    for share in 0..<shares {
      letters += try read("letters", "abcdefghij", shares: share..<share + 1, of: shares).letters
    }
    #expect(letters == "abcdefghij")
  }

  @Test func neighbouringSharesAreReadInARow() throws {
    let part = try read("letters", "abcdefghij", shares: 1..<4, of: 5, capacity: 1)
    #expect(part.letters == "cdefgh")
    #expect(part.firstRecords == [3, 4, 5, 6, 7, 8])
    #expect(try read("letters", "ab", shares: 0..<7, of: 7).letters == "ab")
  }

  /// What a witness is told is all that it takes to do the same again.
  @Test func aWitnessIsToldAll() throws {
    let plugin = try Plugin.load(path: FixturePlugins.build("counted_format"))
    let context = TaskContext(services: services, partitions: 1, parameters: ["slow": "yes"])
    let witness = NotedReading()
    try Array("!a\nb\n".utf8).withUnsafeBytes { content in
      let reader = try FormatReader(
        opening: plugin.format("counted"), source: SourceStorage(Misbehaving.file),
        content: content, shares: 0..<2, of: 2, context: context, witness: witness)
      var record = mr_record()
      while try reader.next(into: &record, capacity: 1) != nil {}
    }
    #expect(
      witness.events == [
        "began 0", "asked slow", "set share of share: share 0", "logged !a", "counted remarks 1",
        "read 1: !a", "ended 0",
        "began 1", "asked slow", "set share of share: share 1", "set letter of batch: b",
        "read 2: b", "ended 1",
      ])
  }

  @Test func librariesThatAPluginNeedsAreKnown() throws {
    let identity = try Plugin.load(path: FixturePlugins.build("counted_format")).librariesIdentity
    // The C library and the loader.
    #expect(identity.count == 2 * 40)
    let other = try Plugin.load(path: FixturePlugins.build("misbehaving_format"))
    #expect(other.librariesIdentity == identity)
  }

  /// So that it can share what it has parsed.
  @Test func theNextShareIsOpenedBeforeTheLastIsClosed() throws {
    let library = try FixturePlugins.build("misbehaving_format")
    _ = try read("letters", "abcdefghij", shares: 0..<5, of: 5)
    #expect(try callCounter("misbehaving_open_readers", of: library) == 0)
    #expect(try callCounter("misbehaving_most_readers", of: library) == 2)
  }

  @Test func aFailureInALaterShareClosesAllReaders() throws {
    let library = try FixturePlugins.build("misbehaving_format")
    let error = try #require(
      failure { _ = try read("second_open_fails", "abcdefghij", shares: 0..<5, of: 5) })
    #expect(error.message.contains("in /data/books/a/b.txt after letter 2"), "\(error)")
    #expect(error.cause == "no second share")
    #expect(try callCounter("misbehaving_open_readers", of: library) == 0)
  }

  @Test(arguments: [
    ("open_fails", "open of plugin", "in /data/books/a/b.txt", "not a letter file"),
    ("next_fails", "next of plugin", "in /data/books/a/b.txt after letter 4", "bad ink"),
    (
      "ok_without_records", "next of plugin", "in /data/books/a/b.txt", "MR_OK came without records"
    ),
    ("end_with_records", "next of plugin", "broke a rule", "MR_END came with 4 records"),
    ("too_many_records", "next of plugin", "broke a rule", "it gave 5 records for 4"),
    (
      "null_value", "next of plugin", "broke a rule", "a key or value is NULL and its size is not 0"
    ),
    ("short_key", "next of plugin", "broke a rule", "a number of record 4 is not 8 bytes long"),
    ("no_first_record", "next of plugin", "broke a rule", "the first record has the number 0"),
    ("emits", "next of plugin", "broke a rule", "emit was called where it is not allowed"),
  ])
  func reportsAFailure(format: String, function: String, place: String, cause: String) throws {
    let library = try FixturePlugins.build("misbehaving_format")
    let error = try #require(failure { _ = try read(format, "abcdefghij") })
    #expect(error.code == .pluginFatal)
    #expect(error.message.hasPrefix(function), "\(error)")
    #expect(error.message.contains(place), "\(error)")
    #expect(error.cause == cause)
    #expect(try callCounter("misbehaving_open_readers", of: library) == 0)
  }
}
