import GRDB
import Model
import Scheduling

extension JobRecord {
  /// - Throws: `journal` if a cell is not what it can be.
  init(_ row: Row) throws(MRError) {
    let name = try row.text("state")
    guard let state = JobState(rawValue: name) else {
      throw MRError(.journal, "the state is '\(printable(name.utf8.prefix(100)))'")
    }
    let finished = try row.optionalTime("finished")
    guard state.isFinal == (finished != nil) else {
      throw MRError(
        .journal, "the state is \(name), and it has \(finished == nil ? "no" : "an") end")
    }
    self.init(
      id: JobID(try row.number("id", in: 0...Int.max)),
      cluster: ClusterID(try row.number("cluster", in: 0...Int.max)), spec: try JobSpec(row),
      state: state, epoch: try row.number("epoch", in: 0...JobMachine.mostEpochs),
      submitted: try row.time("submitted"), by: try row.optionalText("submitted_by"),
      started: try row.optionalTime("started"),
      finished: finished, error: try row.optionalError("error"), counters: try Counters(row))
  }

  /// The record of a row, whatever that says.
  init(shown row: Row) {
    do throws(MRError) { self = try JobRecord(row) } catch {
      self.init(damaged: row, error)
    }
  }

  /// What can be told of a row that is damaged: a job that failed.
  init(damaged row: Row, _ fault: MRError) {
    func number(_ column: String) -> Int { (try? row.number(column, in: 0...Int.max)) ?? 0 }
    func text(_ column: String) -> String { (try? row.text(column)) ?? "" }
    self.init(
      id: JobID(number("id")), cluster: ClusterID(number("cluster")),
      spec: JobSpec(plugin: text("plugin"), input: text("input"), output: text("output")),
      state: .failed, submitted: (try? row.time("submitted")) ?? 0,
      started: (try? row.optionalTime("started")) ?? nil,
      finished: (try? row.optionalTime("finished")) ?? nil, error: Self.error(row, fault))
  }

  static func error(_ row: Row, _ fault: MRError) -> MRError {
    MRError(
      .journal, "the journal's record of \(name(row, "job")) is damaged", cause: fault.message,
      remedy: "Submit the job again.")
  }
}

extension JobSpec {
  fileprivate init(_ row: Row) throws(MRError) {
    self.init(
      plugin: try row.text("plugin"), job: try row.optionalText("plugin_job"),
      input: try row.text("input"), format: try row.optionalText("format"),
      output: try row.text("output"),
      parameters: try row.json("parameters", as: [String: String].self),
      reducers: try row.optionalNumber("reducers", in: 1...JobSpec.mostReducers),
      functions: try row.optionalJSON("functions", as: JobFunctions.self),
      taskBytes: try row.optionalNumber("task_bytes", in: 1...JobSpec.mostTaskBytes),
      badInput: try row.optionalJSON("bad_input", as: BadInputPolicy.self) ?? BadInputPolicy(),
      cache: try row.optionalText("cache").map { (text) throws(MRError) in try CacheChoice(text) }
        ?? .standard,
      reuse: try row.number("reuse", in: 0...1) == 1,
      provenance: try row.optionalNumber("provenance", in: 0...1) == 1,
      sandbox: try row.optionalNumber("sandbox", in: 0...1) == 1,
      former: try row.optionalJSON("former", as: FormerOutput.self))
  }
}

extension Counters {
  /// The counters of a row. In one of an older version the plugin's are among the engine's.
  fileprivate init(_ row: Row) throws(MRError) {
    var values = try row.json("counters", as: [String: Int64].self)
    let engine = EngineCounters(taking: &values)
    var user = UserCounters(values)
    user.add(UserCounters(try row.json("user_counters", as: [String: Int64].self)))
    self.init(engine: engine, user: user)
  }
}
