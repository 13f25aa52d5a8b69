import CMapReduce
import Model
import PluginHost
import TestSupport
import Testing

/// The extension "mr.tokens/1".
@Suite struct TokensTests {
  private func map(_ job: String, _ texts: String...) throws -> RecordingServices {
    let services = RecordingServices()
    let context = TaskContext(services: services, partitions: 1, parameters: [:])
    let plugin = try Plugin.load(path: FixturePlugins.build("tokens"))
    let instance = try JobInstance(plugin.job(job), context: context)
    try withRecords(texts.map { ("", $0) }) { records, count in
      try instance.map(SourceStorage(Misbehaving.file), records, count, firstRecord: 1)
    }
    return services
  }

  @Test func tokensAreRecords() throws {
    let long = String(repeating: "long", count: 100)
    let filler = String(repeating: " ", count: 63)
    let services = try map("summed", "to be or", "", " not  \(long)\(filler)to be ", "!")
    #expect(services.records.allSatisfy { $0.value == [1, 0, 0, 0, 0, 0, 0, 0] })
    #expect(
      services.records.map { String(decoding: $0.key, as: UTF8.self) }
        == ["to", "be", "or", "not", long, "to", "be", "!"])
  }

  @Test func readingGoesOnWhereItStopped() {
    let text = Array("ab c defg".utf8)
    let bits: [UInt64] = [0b1_1110_1011]
    text.withUnsafeBytes { text in
      bits.withUnsafeBufferPointer { bits in
        var tokens = Tokens(
          text: mr_bytes(data: text.baseAddress, size: text.count), bits: bits.baseAddress!,
          value: mr_bytes())
        var record = mr_record()
        var keys: [String] = []
        tokens.skip(to: 3)
        while tokens.next(into: &record, capacity: 1) == 1 {
          keys.append(String(decoding: RecordingServices.Record(record).key, as: UTF8.self))
        }
        #expect(keys == ["c", "defg"])
        #expect(tokens.position == text.count)
      }
    }
  }

  @Test(arguments: [
    ("t", "emit of mr.tokens/1 was given NULL for 1 bytes"),
    ("b", "emit of mr.tokens/1 was given NULL for 1 bytes"),
    ("v", "emit of mr.tokens/1 was given a value that is NULL"),
    ("s", "emit of mr.tokens/1 was given a text for 1099511627776 bytes"),
    ("n", "emit of mr.tokens/1 was called without the task"),
  ])
  func brokenRulesAreSaid(rule: String, what: String) {
    let error = failure { _ = try map("broken", rule) }
    #expect(error?.code == .pluginFatal)
    #expect(error?.cause == what)
  }

  @Test func aTextWithoutBytesIsInOrder() throws {
    #expect(try map("broken", "e").records.isEmpty)
  }

  @Test func onlyWhereRecordsMayBeEmitted() {
    let error = failure { _ = try map("early", "a") }
    #expect(error?.cause == "emit of mr.tokens/1 was called where it is not allowed")
  }
}
