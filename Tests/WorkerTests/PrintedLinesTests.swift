import Execution
import Glibc
import Model
import Protocol
import Testing

@testable import Worker

@Suite struct PrintedLinesTests {
  private func withFile(_ body: (CInt) throws -> Void) throws {
    let file = try #require(tmpfile())
    defer { fclose(file) }
    try body(fileno(file))
  }

  private func print(_ text: String, to file: CInt) {
    #expect(write(file, text, text.utf8.count) == text.utf8.count)
  }

  @Test func linesComeOnceAndWhole() throws {
    try withFile { file in
      print("of an earlier process\n", to: file)
      let printed = PrintedLines(file)
      #expect(printed.take(isEnd: false) == [])
      print("one\n\n  \ntw", to: file)
      #expect(printed.take(isEnd: false) == ["one"])
      print("o\nthree", to: file)
      #expect(printed.take(isEnd: false) == ["two"])
      #expect(printed.take(isEnd: true) == ["three"])
      #expect(printed.take(isEnd: true) == [])
      #expect(printed.last == ["one", "two", "three"])
      printed.begin()
      #expect(printed.last == [])
    }
  }

  /// A plugin may print gigabytes.
  @Test func ofMuchTheBeginningAndTheEndAreTaken() throws {
    try withFile { file in
      let printed = PrintedLines(file)
      print("first\n" + String(repeating: "0123456\n", count: 100_000) + "last\n", to: file)
      let lines = printed.take(isEnd: false)
      #expect(lines.first == "first" && lines.last == "last")
      #expect(lines.contains { $0.hasSuffix("bytes that were printed are left out here)") })
      #expect(lines.reduce(0) { $0 + $1.utf8.count + 1 } < 12 << 10)
      print(String(repeating: "x", count: 9 << 10), to: file)
      #expect(printed.take(isEnd: false).map(\.utf8.count) == [9 << 10])
    }
  }

  @Test func whereNoFileIsNothingIsTaken() {
    #expect(PrintedLines(-1).take(isEnd: true) == [])
  }

  @Test func linesAreTheAttemptsAndItsErrorHasTheLast() throws {
    try withFile { file in
      let running = RunningAttempt(printed: PrintedLines(file))
      var attempt = WireAttemptId()
      attempt.jobID = "j1"
      running.begin(attempt, AttemptMonitor())
      print("thread 'main' panicked at src/lib.rs:17:5\n", to: file)
      let lines = running.takeLines(of: attempt, AttemptMonitor())
      #expect(lines.map(\.text) == ["thread 'main' panicked at src/lib.rs:17:5"])
      #expect(lines.map(\.attempt) == [attempt])
      let error = running.withLastLines(MRError(.pluginFatal, "map failed", cause: "it panicked"))
      #expect(
        error.cause == "it panicked; it printed: thread 'main' panicked at src/lib.rs:17:5")
      // The plugin has nothing to do with others.
      let other = MRError(.store, "the store is gone")
      #expect(running.withLastLines(other) == other)
    }
  }
}
