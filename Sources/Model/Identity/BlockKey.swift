/// The names of blocks in the store: short, printable, by job and attempt.
///
/// `namespace` is drawn anew by every master, so that masters can share a pool and a restarted
/// one cannot meet blocks of its former life.
package enum BlockKey {
  /// A block of the input; `generation` rises when a lost block is loaded again.
  package static func input(_ namespace: String, _ job: JobID, block: Int, generation: Int)
    -> String
  { "\(namespace).\(job).i\(block).\(generation)" }

  /// A block of what a map attempt wrote.
  package static func mapOutput(
    _ namespace: String, _ job: JobID, task: Int, attempt: Int, block: Int
  ) -> String { "\(namespace).\(job).m\(task).\(attempt).\(block)" }

  /// A block of segments that a reduce attempt merged, because it had too many to read at once.
  package static func merged(
    _ namespace: String, _ job: JobID, partition: Int, attempt: Int, block: Int
  ) -> String { "\(namespace).\(job).s\(partition).\(attempt).\(block)" }

  /// A block of a part file, from a reducer that does not see the output directory.
  package static func reduceOutput(
    _ namespace: String, _ job: JobID, partition: Int, attempt: Int, block: Int
  ) -> String { "\(namespace).\(job).r\(partition).\(attempt).\(block)" }

  /// A block of a plugin's file, by its SHA-256 in hexadecimal.
  package static func plugin(_ namespace: String, digest: String, block: Int) -> String {
    "\(namespace).p.\(digest).\(block)"
  }
}
