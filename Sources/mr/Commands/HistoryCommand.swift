import ArgumentParser
import Model
import Protocol
import Threading

struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Lists the jobs that `mr run` ran, the last one first.",
    discussion: """
      What is remembered of each is how it ended, its tasks and its logs: of the last 100 runs, for 30 \
      days, below $XDG_STATE_HOME/mr. Jobs of a master are listed by `mr jobs`.

        mr history
        mr status r12; mr tasks r12 --slowest 5; mr logs r12 --user
        mr logs last
      """)

  @Option(help: ArgumentHelp("Only so many.", valueName: "number"))
  var limit = 20

  @Flag(help: "Forget all runs.")
  var clear = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if limit < 1 { throw ValidationError("'--limit' is \(limit), but has to be at least 1.") }
    if clear, json { throw ValidationError("'--clear' prints nothing that could be JSON.") }
  }

  func run() async throws {
    let (limit, clear) = (limit, clear)
    let runs = try await BlockingThread.run { () throws(MRError) -> [RecordedRun] in
      let history = try RunHistory.standard()
      if clear {
        history.clear()
        return []
      }
      return try history.newest(limit)
    }
    if json {
      try JSON.print(runs.map(RunView.init))
    } else if !clear {
      try Console.print(runs.table)
    }
  }
}

extension [RecordedRun] {
  /// For people.
  fileprivate var table: String {
    var table = Table("RUN", "ENDED", "STATE", "#TIME", "PLUGIN", "INPUT", "OUTPUT")
    table.rows = map { run in
      let job = run.job
      return [
        job.jobID, Timestamp.local(job.endedMs), job.phase.name,
        job.seconds.map(Units.duration) ?? "-", terminalSafe(job.spec.code),
        terminalSafe(job.spec.input), terminalSafe(job.spec.output),
      ]
    }
    return table.text
  }
}
