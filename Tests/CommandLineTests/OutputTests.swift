import Model
import Protocol
import Testing

@testable import mr

@Suite struct OutputTests {
  private func job(_ phase: WireJobPhase) -> WireJobStatus {
    var job = WireJobStatus()
    job.jobID = "j1"
    job.phase = phase
    job.spec.output = "/out\u{1b}[2J"
    job.startedMs = 1000
    job.endedMs = 13_345
    job.progress.inputFiles = 1
    job.progress.inputBytes = 1_500_000
    job.progress.mapTasks.total = 3
    job.progress.reduceTasks.total = 2
    var engine = EngineCounters()
    engine.mapInputRecords = 12_345
    engine.mapOutputRecords = 7
    engine.mapOutputBytes = 999
    engine.reduceOutputRecords = 5
    engine.reduceOutputBytes = 100
    let counters = Counters(engine: engine, user: ["MAP_INPUT_RECORDS": -5, "PAGES": 3])
    job.counters = WireCounters(shown: counters)
    job.userCounters = WireCounters(counters.user)
    return job
  }

  @Test func summaries() {
    #expect(
      job(.succeeded).summary.text == """
        job j1 succeeded in 12.3 s
          input   1 file, 1.5 MB, 12,345 records
          map     3 tasks, 7 records, 999 B
          reduce  2 tasks, 5 records, 100 B
          output  /out\\u{1b}[2J
          MAP_INPUT_RECORDS  -5
          PAGES               3
        """)
  }

  /// What is no failure, but seldom what was meant.
  @Test func summariesWarn() {
    var job = job(.succeeded)
    job.warnings = ["2 entries"]
    job.userCounters.values["lines\u{1b}"] = 1234
    #expect(
      job.summary.text.hasSuffix(
        "\n  PAGES                  3\n  lines\\u{1b}        1,234\n  warning: 2 entries"),
      "\(job.summary.text)")
    job.warnings = []
    job.counters.values["REDUCE_OUTPUT_RECORDS"] = 0
    #expect(job.summary.warnings == ["reduce made no record of the 7 records from map"])
    job.counters.values["MAP_OUTPUT_RECORDS"] = 0
    #expect(job.summary.warnings == ["map made no record of the 12,345 records of the input"])
    #expect(JobView(job).warnings == job.summary.warnings)
    job.counters.values["MAP_INPUT_RECORDS"] = 0
    #expect(job.summary.warnings == ["the input has no records"])
  }

  @Test func failures() {
    #expect(job(.succeeded).failure == nil)
    #expect(job(.cancelled).failure?.message == "job j1 cancelled")
    var failed = job(.failed)
    failed.error = WireError(MRError(.plugin, "bad page", cause: "why", remedy: "do"))
    #expect(
      failed.failure
        == MRError(.plugin, "job j1 failed: bad page", cause: "why", remedy: "do"))
  }

  @Test func tables() {
    var table = Table("NAME", "#COUNT", "X")
    table.rows = [["a", "1", ""], ["long name", "1000", "y"]]
    #expect(table.text == "NAME       COUNT  X\na              1\nlong name   1000  y")
  }

  @Test func timestamps() {
    #expect(Timestamp.utc(0) == nil)
    #expect(Timestamp.local(0) == "-")
    #expect(Timestamp.utc(1_700_000_000_999) == "2023-11-14T22:13:20.999Z")
    #expect(Timestamp.local(1_700_000_000_999).contains(/:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$/))
  }

  @Test func linesForFollowers() {
    var line = WireLogLine()
    line.log = .job
    line.severity = .info
    line.source = "map task 1"
    line.text = "tab\tbell\u{7}"
    #expect(!line.isForFollowers)
    line.severity = .warning
    #expect(line.isForFollowers)
    #expect(line.followerText == "map task 1: warning: tab\tbell\\u{7}")
  }
}
