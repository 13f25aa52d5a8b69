import Protocol
import Synchronization
import Testing

@testable import mr

@Suite struct ProgressDisplayTests {
  /// A terminal that knows what the display uses: newlines, CPL and ED. Wide lines wrap.
  private final class Terminal: Sendable {
    private let state = Mutex<(lines: [String], writes: Int)>(([""], 0))
    let columns: Int

    init(columns: Int) { self.columns = columns }

    var lines: [String] { state.withLock { $0.lines } }
    var writes: Int { state.withLock { $0.writes } }

    func write(_ text: String) {
      state.withLock { state in
        state.writes += 1
        var rest = Substring(text)
        while let character = rest.popFirst() {
          if character == "\u{1b}" {
            let digits = rest.dropFirst().prefix(while: \.isNumber)
            rest = rest.dropFirst(1 + digits.count)
            if rest.popFirst() == "F" { state.lines.removeLast(Int(digits) ?? 1) }
            state.lines[state.lines.count - 1] = ""
          } else if character == "\n" {
            state.lines.append("")
          } else {
            state.lines[state.lines.count - 1].append(character)
            if state.lines[state.lines.count - 1].count == columns { state.lines.append("") }
          }
        }
      }
    }
  }

  private func job(mapped: UInt64) -> WireJobStatus {
    var job = WireJobStatus()
    job.phase = .mapping
    job.progress.inputLoaded = true
    job.progress.loadedBytes = 100
    job.progress.mappedBytes = mapped
    job.progress.mapTasks.total = 8
    job.progress.mapTasks.done = 3
    job.progress.mapTasks.running = 2
    return job
  }

  private func display(on terminal: Terminal, isInteractive: Bool) -> ProgressDisplay {
    ProgressDisplay(
      screen: Screen(
        isInteractive: isInteractive, width: { terminal.columns }, write: terminal.write))
  }

  @Test(arguments: [20, 40, 80, 200])
  func barsAreDrawnOverEachOtherAndRemoved(columns: Int) {
    let terminal = Terminal(columns: columns)
    var display = display(on: terminal, isInteractive: true)
    display.update(job(mapped: 10), at: 0)
    #expect(terminal.lines.count == 5)
    display.update(job(mapped: 50), at: 1)
    #expect(terminal.lines.count == 5)
    #expect(terminal.lines[0].hasPrefix("0:01  map 3 of 8"))
    #expect(terminal.lines[2].contains("50 %"))
    display.log(["a line"])
    #expect(terminal.lines.count == 6)
    #expect(terminal.lines[0] == "a line")
    #expect(terminal.lines[3].contains("50 %"))
    display.clear()
    #expect(terminal.lines == ["a line", ""])
  }

  @Test func atMostTenDrawingsASecond() {
    let terminal = Terminal(columns: 80)
    var display = display(on: terminal, isInteractive: true)
    for step in 0..<1000 { display.update(job(mapped: 10), at: Double(step) / 1000) }
    #expect(terminal.writes <= 10)
  }

  @Test func plainLinesElsewhere() {
    let terminal = Terminal(columns: 80)
    var display = display(on: terminal, isInteractive: false)
    for step in 0...120 { display.update(job(mapped: UInt64(step / 2)), at: Double(step) / 10) }
    display.log(["a line"])
    display.clear()
    #expect(
      terminal.lines == [
        "mapping begins",
        "0:05  map 3 of 8 tasks, 2 running", "mapping: 25 % of 100 B, 5 B/s, 0:15 left",
        "0:10  map 3 of 8 tasks, 2 running", "mapping: 50 % of 100 B, 5 B/s, 0:10 left",
        "a line", "",
      ])
  }
}
