import Model
import Scheduling
import Testing

@Suite struct TextTests {
  private func span(_ file: Int, _ offset: Int, _ length: Int, _ first: Int, _ records: Int) -> Span
  {
    Span(file: file, offset: offset, length: length, firstRecord: first, records: records)
  }

  private func task(_ spans: [[Span]], shares: [Int] = [], of: Int = 1) -> MapTask {
    var inputs: [ChunkShare] = []
    for (number, spans) in spans.enumerated() {
      let chunk = Chunk(
        number: number, firstBlock: number, blockCount: 1, length: 1, spans: spans, shares: of)
      for share in shares.isEmpty ? [0] : shares {
        inputs.append(ChunkShare(chunk: chunk, share: share))
      }
    }
    let names = ["a.txt", "b.pdf", "c.txt", "d.txt", "e.txt"]
    let files = names.enumerated().map { ($0.offset, file($0.element)) }
    return MapTask(index: 0, inputs: inputs, files: Dictionary(uniqueKeysWithValues: files))
  }

  @Test func linesOfATextFile() {
    let one = task([[span(0, 0, 100, 1, 4000)], [span(0, 100, 100, 4001, 4210)]])
    #expect(one.inputDescription(recordName: "line") == "lines 1–8210 of a.txt")
    #expect(one.inputDescription(recordName: nil) == "a.txt")
    let single = task([[span(0, 50, 10, 7, 1)]])
    #expect(single.inputDescription(recordName: "line") == "line 7 of a.txt")
    let gap = task([[span(0, 0, 10, 1, 2)], [span(0, 20, 10, 5, 2)]])
    #expect(
      gap.inputDescription(recordName: "line") == "lines 1–2 of a.txt, lines 5–6 of a.txt")
  }

  @Test func partsOfADocument() {
    let document = [[span(1, 0, 100, 1, 0)]]
    #expect(task(document).inputDescription(recordName: "page") == "b.pdf")
    #expect(
      task(document, shares: [1], of: 4).inputDescription(recordName: "page")
        == "b.pdf (part 2 of 4)")
    #expect(
      task(document, shares: [1, 2], of: 4).inputDescription(recordName: "page")
        == "b.pdf (parts 2–3 of 4)")
    #expect(
      task(document, shares: [0, 1, 2, 3], of: 4).inputDescription(recordName: "page") == "b.pdf")
  }

  @Test func manyFiles() {
    let spans = (0..<5).map { span($0, 0, 10, 1, 0) }
    #expect(task([spans]).inputDescription(recordName: nil) == "a.txt, b.pdf, c.txt and 2 more")
    #expect(task([]).inputDescription(recordName: nil) == "no input")
    #expect(task([[span(9, 0, 1, 1, 0)]]).inputDescription(recordName: nil) == "file 9")
  }

  @Test func eventsAreReadable() {
    let attempt = AttemptID(job: job, task: TaskID(.map, 3), number: 1)
    let error = MRError(.plugin, "no luck", cause: "rain")
    let event = JobEvent.attemptFailed(attempt, worker(2), error, willRetry: true)
    #expect(event.severity == .warning)
    #expect(event.text == "map task 3 attempt 1 failed on c1-w2 and will run again: no luck: rain")
    #expect(
      JobEvent.mapOutputLost(MapOutputID(task: 1, attempt: 0), times: 2).text
        == "the output of map task 1 attempt 0 is lost (2nd loss): the task runs again")
    #expect(JobEvent.queued(position: 1).text == "queued behind 1 job")
  }
}
