import Model
import Protocol
import Testing

@Suite struct BadInputWireTests {
  private let map = TaskID(.map, 7)
  private let reduce = TaskID(.reduce, 3)

  @Test(arguments: [1...1, 17...24, 1...Int.max, 9...Int.max])
  func rangesArriveAsTheyAre(numbers: ClosedRange<Int>) throws {
    let range = RecordRange(file: 5, numbers: numbers)
    #expect(try RecordRange(WireRecordRange(range)) == range)
    var care = TaskCare()
    care.skipped = [range]
    care.suspected = [RecordRange(file: 0, numbers: 2...3), range]
    #expect(try TaskCare(WireTaskCare(care)) == care)
  }

  @Test func whatIsSetAsideArrivesAsItIs() throws {
    let record = BadInput.Content(key: [1, 2], values: [[], [0xff]], isCut: true)
    let line = BadInput(
      .records(RecordRange(file: 5, numbers: 7...7)), .failed, "no number", bytes: 100..<120,
      record: record)
    #expect(try BadInput(WireBadInput(line), of: map) == line)
    let key = BadInput(.group(partition: 3, number: 9, key: Array("k".utf8)), .killed, "signal 11")
    #expect(try BadInput(WireBadInput(key), of: reduce) == key)
  }

  /// Texts of a worker are shown on terminals.
  @Test func textsAreMadeSafe() throws {
    var wire = WireBadInput(BadInput(file: 1, .damaged, "x"))
    wire.kind = "\u{1b}[2J Damaged!"
    wire.reason = "\u{1b}[2J"
    let bad = try BadInput(wire, of: map)
    #expect(bad.kind.rawValue == "2jdamaged" && !bad.reason.utf8.contains(0x1b))
    wire.kind = ""
    #expect(try BadInput(wire, of: map).kind == .damaged)
  }

  @Test func rangesHaveBounds() {
    for (first, last) in [(0, 5), (6, 5), (UInt64.max, 0), (1, UInt64.max)] as [(UInt64, UInt64)] {
      var wire = WireRecordRange()
      (wire.first, wire.last) = (first, last)
      #expect(throws: MRError.self) { try RecordRange(wire) }
    }
  }

  @Test(arguments: ["x", "-1", "101%", "1e400%"])
  func amountsHaveBounds(text: String) {
    var wire = WireBadInputPolicy()
    wire.most = text
    #expect(throws: MRError.self) { try BadInputPolicy(wire) }
  }

  @Test func policiesArriveAsTheyAre() throws {
    let policies = [
      BadInputPolicy(), BadInputPolicy(.fail),
      BadInputPolicy(allowed: .count(3), most: .percent(0.5)),
    ]
    for policy in policies { #expect(try BadInputPolicy(WireBadInputPolicy(policy)) == policy) }
  }
}
