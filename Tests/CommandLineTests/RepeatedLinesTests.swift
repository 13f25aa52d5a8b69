import Testing

@testable import mr

@Suite struct RepeatedLinesTests {
  @Test func oneOfManyIsShownAndTheRestCounted() {
    var lines = RepeatedLines()
    let shown = (0..<30).filter { lines.admits("chunk \($0) of /in/\($0).txt is lost", at: 1) }
    #expect(shown == [0])
    let other = lines.admits("worker 3 is lost", at: 1)
    #expect(other)
    var due = lines.due(at: 5)
    #expect(due == [])
    due = lines.due(at: 11)
    #expect(due == ["29 more like that, the last: chunk 29 of /in/29.txt is lost"])
    due = lines.due(at: 30)
    #expect(due == [])
    let admitted = [(7, 30), (8, 31)].map { number, time in
      lines.admits("chunk \(number) of /in/\(number).txt is lost", at: time)
    }
    #expect(admitted == [true, false])
    // One alone needs no count.
    due = lines.due(at: .infinity)
    #expect(due == ["chunk 8 of /in/8.txt is lost"])
  }
}
