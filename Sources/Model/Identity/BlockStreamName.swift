/// The name of a stream of blocks in the store. With a block's number it makes the block's key, which
/// is short and printable.
package struct BlockStreamName: Hashable, Sendable {
  /// Drawn anew by every master, so that masters can share a pool and a restarted one cannot meet
  /// blocks of its former life.
  package let namespace: String
  package let content: Content

  /// What the stream holds.
  package enum Content: Hashable, Sendable {
    /// A job's input. The generation rises when lost blocks are loaded again.
    case input(JobID, generation: Int)
    /// What a map attempt wrote.
    case mapOutput(JobID, task: Int, attempt: Int)
    /// Segments that a reduce attempt merged, because it had too many to read at once.
    case merged(JobID, partition: Int, attempt: Int)
    /// A part file, from a reducer that does not see the output directory.
    case part(JobID, partition: Int, attempt: Int)
    /// A plugin's file, by its SHA-256 in hexadecimal.
    case plugin(digest: String)

    /// What an attempt leaves for others: its map output or its part.
    package static func output(of attempt: AttemptID) -> Content {
      switch attempt.task.kind {
      case .map: .mapOutput(attempt.job, task: attempt.task.index, attempt: attempt.number)
      case .reduce: .part(attempt.job, partition: attempt.task.index, attempt: attempt.number)
      }
    }
  }

  package init(_ namespace: String, _ content: Content) {
    self.namespace = namespace
    self.content = content
  }

  package func key(_ block: Int) -> String {
    switch content {
    case .input(let job, let generation): "\(namespace).\(job).i\(block).\(generation)"
    case .mapOutput(let job, let task, let attempt):
      "\(namespace).\(job).m\(task).\(attempt).\(block)"
    case .merged(let job, let partition, let attempt):
      "\(namespace).\(job).s\(partition).\(attempt).\(block)"
    case .part(let job, let partition, let attempt):
      "\(namespace).\(job).r\(partition).\(attempt).\(block)"
    case .plugin(let digest): "\(namespace).p.\(digest).\(block)"
    }
  }
}
