import CMapReduce
import Glibc
import Model
import PluginHost
import TestSupport
import Testing

/// One after the other: the fixture counts its instances.
@Suite(.serialized) struct JobInstanceTests {
  typealias Record = RecordingServices.Record

  @Test func mapsRecords() throws {
    let run = try Misbehaving("well_behaved")
    try run.map("a", "b")
    try run.job.mapFinish()
    #expect(run.services.records == [Record("k".utf8, "a".utf8), Record("k".utf8, "b".utf8)])
  }

  @Test func offersParametersLogCountersAndSource() throws {
    let run = try Misbehaving("talks", parameters: ["greeting": "hallo", "empty": ""])
    try run.map("x", "y", firstRecord: 41)
    #expect(run.services.lines.map(\.1) == ["hallo", "two\\x0alines"])
    #expect(run.services.lines.map(\.0) == [.warning, .error])
    #expect(run.services.counts == ["SEEN": 2])
    #expect(run.services.records[0] == Record("a".utf8, "a/b.txt".utf8))
    #expect(run.services.records[1].value == [41, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func passesStrangeKeysOn() throws {
    for (job, key) in [
      ("empty_key", []), ("binary_key", [0x61, 0, 0x62, 0xff, 0x0a, 0x09, 0x63]),
      ("longest_key", [UInt8](repeating: 0, count: 1 << 20)),
    ] {
      let run = try Misbehaving(job)
      try run.map("x")
      #expect(run.services.records.map(\.key) == [key])
    }
  }

  @Test func misbehavesOnlyWhereItIsAskedTo() throws {
    let run = try Misbehaving("map_fatal", parameters: ["when": "bad"])
    try run.map("good")
    #expect(failure { try run.map("good", "bad") }?.code == .pluginFatal)
  }

  @Test func misbehavesOnce() throws {
    let marker = "\(FixturePlugins.directory)/once"
    defer { unlink(marker) }
    let first = try Misbehaving("map_retry", parameters: ["once": marker])
    #expect(failure { try first.map("x") }?.code == .plugin)
    try Misbehaving("map_retry", parameters: ["once": marker]).map("x")
  }

  @Test(
    arguments: [
      ("map_retry", MRError.Code.plugin, "failed", "the service is busy"),
      ("map_fatal", .pluginFatal, "failed", "the document is damaged"),
      ("map_fatal_silent", .pluginFatal, "failed", "it returned MR_FATAL without an error text"),
      ("map_unknown_status", .pluginFatal, "returned 77, which is no status", nil),
      ("map_end", .pluginFatal, "returned MR_END", nil),
      ("map_cancelled_unasked", .pluginFatal, "returned MR_CANCELLED", nil),
      ("map_terminal_escapes", .pluginFatal, "failed", "\\x1b[2Jcleared\\x0d\\x0a\\xff"),
      ("null_records", .pluginFatal, "broke a rule", "emit was given NULL for 3 records"),
      ("garbled_count", .pluginFatal, "broke a rule", nil),
      ("null_data", .pluginFatal, "broke a rule", nil),
      ("null_task", .pluginFatal, "broke a rule", "emit was called without the task"),
      ("null_texts", .pluginFatal, "broke a rule", "count was given a text that is NULL"),
      ("null_parameter_value", .pluginFatal, "broke a rule", nil),
    ] as [(String, MRError.Code, String, String?)])
  func reportsAFailedMap(job: String, code: MRError.Code, what: String, cause: String?) throws {
    let run = try Misbehaving(job)
    let error = try #require(failure { try run.map("x", "y", firstRecord: 7) })
    #expect(error.code == code, "\(error)")
    #expect(
      error.message.hasPrefix("map of plugin \"misbehaving\", job \"\(job)\", \(what)"), "\(error)")
    #expect(error.message.contains("in /data/books/a/b.txt, records 7 to 8"))
    if let cause { #expect(error.cause == cause) }
  }

  @Test func forgetsATextThatCameWithSuccess() throws {
    let run = try Misbehaving("forgotten_error")
    try run.map("x")
    run.services.onEmit = nil
    #expect(failure { try run.map("x") } == nil)
  }

  @Test func boundsAnErrorText() throws {
    let run = try Misbehaving("map_long_error")
    let error = try #require(failure { try run.map("x") })
    #expect(error.cause == String(repeating: "e", count: 4096) + "…")
  }

  @Test func reportsAFailedFinish() throws {
    let run = try Misbehaving("finish_fails")
    let error = failure { try run.job.mapFinish() }
    #expect(error?.message.hasPrefix("map_finish of plugin") == true)
    #expect(error?.cause == "nothing was found")
  }

  @Test func theHostsErrorWins() throws {
    for job in ["huge_key", "ignored_emit_status"] {
      let run = try Misbehaving(job)
      let error = failure { try run.map("x") }
      #expect(error == MRError(.pluginFatal, "a key of 1048577 bytes is too long"))
      #expect(run.services.records.isEmpty, "nothing counts after a refused emit")
    }
  }

  @Test func stopsWhenItIsCancelled() throws {
    let run = try Misbehaving("well_behaved")
    run.services.isCancelled = true
    #expect(failure { try run.map("x") }?.code == .cancelled)
    #expect(run.services.records.isEmpty)

    let loop = try Misbehaving("loop_until_cancelled")
    loop.services.isCancelled = true
    #expect(failure { try loop.map("x") }?.code == .cancelled)
  }

  @Test func destroysOnce() throws {
    do {
      let run = try Misbehaving("counted")
      #expect(try Misbehaving.liveInstances() == 1)
      #expect(failure { try run.map("x") }?.code == .plugin)
      run.job.destroy()
      run.job.destroy()
      #expect(try Misbehaving.liveInstances() == 0)
    }
    _ = try Misbehaving("counted")
    #expect(try Misbehaving.liveInstances() == 0, "the instance went")
  }

  @Test func doesNotDestroyWhatWasNotCreated() throws {
    let error = failure { _ = try Misbehaving("create_fails") }
    #expect(error?.message.hasPrefix("create of plugin \"misbehaving\"") == true)
    #expect(error?.cause == "the model file is missing")
    #expect(try Misbehaving.liveInstances() == 0)
  }

  @Test func refusesToEmitWhereItIsNotAllowed() throws {
    #expect(failure { _ = try Misbehaving("emit_in_create") }?.code == .pluginFatal)

    let run = try Misbehaving("emit_in_partition")
    var partitions = [UInt32](repeating: 0, count: 1)
    run.services.onEmit = { [job = run.job] (records, count) throws(MRError) in
      try job.partition(records, count, into: &partitions)
    }
    let error = failure { try run.map("x") }
    #expect(error?.cause == "emit was called where it is not allowed")
    #expect(error?.message.hasPrefix("partition of plugin") == true)
    run.services.onEmit = nil
  }

  @Test(arguments: ["partition_out_of_range", "partition_incomplete"])
  func refusesAPartitionOutOfRange(job: String) throws {
    let run = try Misbehaving(job)
    try withRecords([("Anna", ""), ("Bob", "")]) { records, count in
      var partitions = [UInt32](repeating: 0, count: count)
      let error = failure { try run.job.partition(records, count, into: &partitions) }
      #expect(error?.code == .pluginFatal)
      #expect(error?.message.contains("sent key \"") == true)
      #expect(error?.cause == "partitions are numbered from 0 to 3")
    }
  }

  @Test func partitionsAndComparesByThePlugin() throws {
    let run = try Misbehaving("custom")
    try withRecords([("anna", ""), ("Anna", ""), ("bob", ""), ("", "")]) { records, count in
      var partitions = [UInt32](repeating: 9, count: count)
      try run.job.partition(records, count, into: &partitions)
      #expect(partitions == [1, 1, 2, 0])
      let compare = try #require(run.job.compare)
      #expect(compare(run.job.instance, records[0].key, records[1].key) == 0)
      #expect(compare(run.job.instance, records[1].key, records[2].key) < 0)
      #expect(compare(run.job.instance, records[2].key, records[3].key) > 0)
    }
  }

  @Test func reducesAndCombinesValuesInBatches() throws {
    let run = try Misbehaving("custom")
    try run.withKey("k") { key in
      try run.job.reduce(key, ArrayValues(["a", "bb", "", "c", "d"]))
      try run.job.combine(key, ArrayValues(["x"]))
      try run.job.reduce(key, ArrayValues([]))
    }
    #expect(
      run.services.records == [
        Record("k".utf8, "abbcd".utf8), Record("k".utf8, "x".utf8), Record("k".utf8, "".utf8),
      ])
  }

  @Test func aFailingSourceOfValuesWins() throws {
    for job in ["custom", "ignored_next_status"] {
      let run = try Misbehaving(job)
      let values = ArrayValues([])
      values.failure = MRError(.blockLost, "a block is gone")
      try run.withKey("k") { key in
        #expect(failure { try run.job.reduce(key, values) }?.code == .blockLost)
      }
      #expect(run.services.records.isEmpty)
    }
  }

  @Test func reportsAFailedReduce() throws {
    let run = try Misbehaving("reduce_fails")
    try run.withKey("a\u{7}") { key in
      let error = failure { try run.job.reduce(key, ArrayValues(["v"])) }
      #expect(error?.code == .plugin)
      #expect(error?.message.hasSuffix("failed at key \"a\\x07\"") == true)
    }
    let careless = try Misbehaving("values_without_room")
    try careless.withKey("k") { key in
      #expect(failure { try careless.job.reduce(key, ArrayValues(["v"])) }?.code == .pluginFatal)
    }
  }

  @Test func aReduceMayLeaveValuesUnread() throws {
    let run = try Misbehaving("unread_values")
    try run.withKey("a") { try run.job.reduce($0, ArrayValues(["1", "2", "3"])) }
    try run.withKey("b") { try run.job.reduce($0, ArrayValues(["4"])) }
    #expect(run.services.records.map(\.key) == [Array("a".utf8), Array("b".utf8)])
  }
}
