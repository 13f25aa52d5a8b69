import Model
import Records
import Testing

@Suite struct TextFormatterTests {
  func format(_ records: [Record], key: ValueType, value: ValueType) throws -> String {
    var output = ByteBuffer()
    try withBatch(records) {
      try TextFormatter(keyType: key, valueType: value).append($0, count: $1, to: &output)
    }
    return String(decoding: output.bytes, as: UTF8.self)
  }

  @Test func textIsWrittenAsItIs() throws {
    #expect(
      try format(
        [("a", "b"), ("", ""), ("k", "")].map { (bytes($0), bytes($1)) }, key: .utf8, value: .bytes)
        == "a\tb\n\t\nk\t\n")
  }

  @Test(arguments: [0, 1, -1, 9, 10, -10, 1_234_567_890_123, .max, .min] as [Int64])
  func integersAreDecimal(number: Int64) throws {
    #expect(
      try format([(bytes(number), bytes(number))], key: .int64, value: .int64)
        == "\(number)\t\(number)\n")
  }

  @Test func floatsAreAsShortAsTheyCanBe() throws {
    let numbers = [0.1, 5, -0.0, 1e300, .pi, .infinity, .nan, -.nan]
    let text = try format(
      numbers.map { (bytes($0), bytes("")) }, key: .float64, value: .utf8)
    #expect(
      text.split(separator: "\t\n")
        == ["0.1", "5.0", "-0.0", "1e+300", "3.141592653589793", "inf", "nan", "nan"])
  }

  @Test func wrongSizesAreRefused() {
    #expect(throws: RecordError.wrongValueSize(record: 0, size: 3, type: .int64)) {
      try format([(bytes("a"), bytes("abc"))], key: .utf8, value: .int64)
    }
    #expect(throws: RecordError.wrongKeySize(record: 1, size: 1, type: .float64)) {
      try format([(bytes(1.0), []), (bytes("a"), [])], key: .float64, value: .utf8)
    }
  }
}
