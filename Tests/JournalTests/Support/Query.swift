import GRDB

/// Runs a query on the journal of a directory that no `Journal` has open.
func integers(_ sql: String, _ directory: String) throws -> [Int] {
  let queue = try DatabaseQueue(path: directory + "/journal.sqlite")
  defer { try? queue.close() }
  return try queue.read { try Int.fetchAll($0, sql: sql) }
}

func execute(_ sql: String, _ directory: String) throws {
  let queue = try DatabaseQueue(path: directory + "/journal.sqlite")
  defer { try? queue.close() }
  try queue.write { try $0.execute(sql: sql) }
}
