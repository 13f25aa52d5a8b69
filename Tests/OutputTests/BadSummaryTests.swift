import Model
import Output
import Testing

@Suite struct BadSummaryTests {
  @Test func entriesAreCountedByTheirKind() {
    let files = (0..<4).map { index in
      InputFile(
        path: BytePath("in/\(index)"), relativePath: BytePath("\(index)"), attributes: [],
        size: 10 * (index + 1), modified: 0)
    }
    let bad = [
      BadInput(file: 0, .damaged, "first"),
      BadInput(.records(RecordRange(file: 1, numbers: 3...Int.max)), .damaged, "second"),
      BadInput(.records(RecordRange(file: 3, numbers: 3...3)), .failed, "third"),
      BadInput(.records(RecordRange(file: 3, numbers: 7...7)), .failed, "fourth"),
      BadInput(.group(partition: 0, number: 1, key: []), .failed, "fifth"),
    ]
    let summary = BadSummary(bad, of: files)
    #expect(summary.files == 4 && summary.bytes == 100 && summary.complete == 1)
    let damaged = summary.kinds["damaged"]
    #expect(damaged?.entries == 2 && damaged?.files == 2 && damaged?.bytes == 30)
    #expect(damaged?.reason == "first")
    #expect(damaged?.examples == [BytePath("in/0"), BytePath("in/1")])
    let failed = summary.kinds["failed"]
    #expect(failed?.entries == 3 && failed?.files == 1 && failed?.bytes == 40)
  }
}
