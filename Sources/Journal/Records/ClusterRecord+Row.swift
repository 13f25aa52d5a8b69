import GRDB
import Model

extension ClusterRecord {
  /// - Throws: `journal` if a cell is not what it can be.
  init(_ row: Row) throws(MRError) {
    self.init(
      id: ClusterID(try row.number("id", in: 0...Int.max)),
      mappers: try row.number("mappers", in: 1...Role.mostProcesses),
      reducers: try row.number("reducers", in: 1...Role.mostProcesses),
      created: try row.time("created"), ended: try row.optionalTime("ended"),
      error: try row.optionalError("error"))
  }

  /// What can be told of a row that is damaged: a cluster that has ended.
  init(damaged row: Row, _ fault: MRError) {
    func number(_ column: String) -> Int { (try? row.number(column, in: 0...Int.max)) ?? 0 }
    self.init(
      id: ClusterID(number("id")), mappers: number("mappers"), reducers: number("reducers"),
      created: (try? row.time("created")) ?? 0, ended: (try? row.optionalTime("ended")) ?? 0,
      error: Self.error(row, fault))
  }

  static func error(_ row: Row, _ fault: MRError) -> MRError {
    MRError(
      .journal, "the journal's record of \(name(row, "cluster")) is damaged", cause: fault.message,
      remedy: "Start another cluster.")
  }
}

/// What a damaged row is called in messages.
func name(_ row: Row, _ kind: String) -> String {
  let number = (try? row.number("id", in: Int.min...Int.max)).map(String.init) ?? "?"
  return "\(kind) \(kind.prefix(1))\(number)"
}
