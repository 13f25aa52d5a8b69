package import Model

/// Bounds on what a message may say. A number past them is an error of whoever sent it, and is
/// refused before anything is allocated or computed from it.
package enum WireLimits {
  /// The size of a message in bytes, for servers and clients alike: a manifest has two numbers for
  /// each partition and run, a reduce task has a segment for each map task.
  package static let messageBytes = 64 << 20
  package static let partitions = JobSpec.mostReducers
  /// Mapper or reducer processes of one role in a cluster.
  package static let workers = Role.mostProcesses
  package static let spans = 1_000_000
  /// The bounds of a job's partitions, all together, in bytes: every worker keeps them.
  static let splitPoints = 16 << 20
  package static let segments = 16_000_000
  package static let runs = 65_536
  package static let counters = Counters.mostUserNames
  package static let parameters = 1024
  package static let logLines = 10_000
  /// The files that a worker has code from.
  package static let codeFiles = 100_000
  /// The attempts of a worker at a time.
  package static let attempts = 16
  /// Of a page of a job's history.
  package static let listedAttempts = 1000
  /// Of the errors of a page together, in bytes; the last one may go beyond.
  package static let listedErrorText = 8 << 20
  /// Chunks, or map outputs, that an attempt missed.
  package static let losses = 1_000_000
  /// Files and streams, in bytes; records in them.
  package static let bytes = 1 << 50
  /// The size of each part of an error, in bytes; what is longer is shortened.
  static let errorText = 1 << 16
  /// The size of a path, in bytes.
  static let path = 1 << 16
  /// The size of a name, in bytes.
  static let name = 4096
  /// The size of a parameter's value, in bytes.
  static let parameter = 1 << 20
  /// The size of all parameters of a job, with their names, in bytes.
  static let parameterBytes = 8 << 20
  /// Where the keys of a map task come from, in bytes.
  package static let provenance = 3 << 20
  /// Indices and small counts travel as 32 bits.
  static let index = Int(UInt32.max)
}

/// A number of a message, within its bounds.
/// - Throws: `invalidArgument`, naming the field.
package func bounded(
  _ value: some BinaryInteger, _ field: String, in range: ClosedRange<Int> = 0...WireLimits.index
) throws(MRError) -> Int {
  guard let number = Int(exactly: value), range.contains(number) else {
    throw MRError(
      .invalidArgument, "\(field) is \(value), not within \(range.lowerBound)…\(range.upperBound)")
  }
  return number
}

/// Checks the number of elements of a list.
/// - Throws: `invalidArgument`, naming the field.
package func checkCount(_ list: some Collection, _ field: String, atMost limit: Int) throws(MRError)
{
  if list.count > limit {
    throw MRError(.invalidArgument, "\(field): \(list.count) elements, more than \(limit)")
  }
}

/// A text of a message. NUL bytes are refused: they would end the text in a C interface.
/// - Throws: `invalidArgument`, naming the field.
func checked(_ text: String, _ field: String, atMost limit: Int = WireLimits.name) throws(MRError)
  -> String
{
  if text.utf8.count > limit {
    throw MRError(.invalidArgument, "\(field): \(text.utf8.count) bytes, more than \(limit)")
  }
  if text.utf8.contains(0) {
    throw MRError(.invalidArgument, "\(field) contains a NUL byte")
  }
  return text
}
