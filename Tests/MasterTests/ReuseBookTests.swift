import Cache
import Model
import Protocol
import Testing

@testable import Master

@Suite struct ReuseBookTests {
  private let code = [CodeFile(path: BytePath("/lib/x.so"), identity: [1])]

  private func attempt(_ task: Int, _ number: Int = 0) -> AttemptID {
    AttemptID(job: JobID(1), task: TaskID(.map, task), number: number)
  }

  private func task(_ index: Int) -> MapTask { MapTask(index: index, inputs: [], files: [:]) }

  private func line(_ task: Int, _ number: Int, _ text: String) -> WireUserLogLine {
    var line = WireUserLogLine()
    line.attempt = WireAttemptId(attempt(task, number))
    line.text = text
    return line
  }

  /// A book with a group of tasks 3 and 4.
  private var book: ReuseBook {
    var book = ReuseBook()
    book.begin(ReusedGroup(files: [], first: .init(file: 0, task: 3, chunk: 0, block: 0)))
    book.add(task(3))
    book.add(task(4))
    return book
  }

  private func arrive(_ book: inout ReuseBook, _ task: Int, _ number: Int = 0, isWhole: Bool = true)
    -> KeptMap?
  {
    book.arrived(attempt(task, number), WireArriveRequest(), code: code, isWhole: isWhole)
  }

  @Test func aTaskIsKeptOnceItsGroupIsCut() {
    var book = book
    #expect(arrive(&book, 4) == nil, "nobody knows how many there will be")
    #expect(book.end(tasks: 2).map(\.part) == [1])
    let kept = arrive(&book, 3)
    #expect(kept?.part == 0 && kept?.tasks == 2 && kept?.code == code)
    #expect(arrive(&book, 3) == nil, "it was kept")
    #expect(arrive(&book, 9) == nil, "it is of no group")
  }

  @Test func whatLacksSomethingIsNotKept() {
    var book = book
    #expect(arrive(&book, 3, isWhole: false) == nil)
    book.taint()
    #expect(book.end(tasks: 2).isEmpty)
    #expect(arrive(&book, 4) == nil)
    book = self.book
    _ = book.end(tasks: 2)
    #expect(arrive(&book, 3, isWhole: false) == nil)
    #expect(arrive(&book, 4) != nil)
  }

  @Test func theLinesAreThoseOfTheAttempt() {
    var book = book
    _ = book.end(tasks: 2)
    book.note([line(3, 0, "a"), line(3, 1, "b"), line(4, 0, "c"), line(9, 0, "d")])
    book.note([line(3, 1, "e")])
    #expect(arrive(&book, 3, 1)?.report.lines.map(\.text) == ["b", "e"])
    book.note(Array(repeating: line(4, 0, "f"), count: 999))
    #expect(arrive(&book, 4) == nil, "a worker may have dropped some")
  }
}
