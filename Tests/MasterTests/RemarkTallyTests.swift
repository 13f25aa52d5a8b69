import Protocol
import Testing

@testable import Master

@Suite struct RemarkTallyTests {
  private func line(_ text: String, _ severity: WireSeverity = .warning) -> WireUserLogLine {
    var line = WireUserLogLine()
    line.text = text
    line.severity = severity
    return line
  }

  @Test func eachKindComesOnceWithItsNumber() {
    var tally = RemarkTally()
    tally.add((1...500).map { line("/data/\($0).pdf: page \($0): illegal character <\($0)>") })
    tally.add([line("no font"), line("what the plugin does", .info)])
    #expect(
      tally.texts == [
        "the plugin remarks 500 times, the first time: /data/1.pdf: page 1: illegal character <1>",
        "the plugin remarks: no font",
      ])
  }

  @Test func thereIsNoEndOfKinds() {
    var tally = RemarkTally()
    let letters = "abcdefghijklmnopqrstuvwxyz"
    for a in letters { for b in letters { tally.add([line("\(a)\(b)")]) } }
    #expect(tally.texts.count == 11)
    #expect(tally.texts.last == "the plugin remarks 666 times other things: see the user's log")
  }
}
