package import Model

/// A line of the list of what a job has set aside.
package struct BadLine: Codable, Sendable, Hashable {
  /// The file, as it was opened; nil for a key of a reduce task.
  package var file: BytePath?
  package var attributes: [String: BytePath]?
  /// What the numbers count: `line`, `page`. Nil, as they are, if it is the whole file.
  package var record: String?
  package var first: Int?
  /// Nil: to the end of the file.
  package var last: Int?
  /// The place in the uncompressed file, in bytes. Without a length: to the end of the file.
  package var offset: Int?
  package var length: Int?
  package var partition: Int?
  /// The number of the key in its partition, from 1, and the key as it is printed.
  package var group: Int?
  package var key: BytePath?
  package var kind: String
  package var reason: String
  package var signal: Int?
  /// The attempt that failed last because of it.
  package var attempt: String?
  /// Where the process was when it crashed, innermost first: `libplugin.so+0x1234 (parse)`.
  package var backtrace: [String]?
  /// The file beside the list that `mr replay` takes.
  package var capsule: String?

  /// - Parameter files: The job's input, by the numbers that places give.
  package init(_ bad: BadInput, files: [InputFile], recordName: String) {
    kind = bad.kind.rawValue
    reason = bad.reason
    signal = bad.signal
    attempt = bad.attempt.map { "\($0.task) attempt \($0.number)" }
    backtrace = bad.backtrace.isEmpty ? nil : bad.backtrace
    offset = bad.bytes?.lowerBound
    length = bad.bytes.flatMap { $0.upperBound == .max ? nil : $0.count }
    switch bad.place {
    case .group(let partition, let number, let key):
      self.partition = partition
      group = number
      self.key = BytePath(bytes: key)
    case .records(let range):
      if files.indices.contains(range.file) {
        let source = files[range.file]
        file = source.path
        attributes = Dictionary(
          source.attributes.map { ($0.name, BytePath(bytes: $0.value)) },
          uniquingKeysWith: { first, _ in first })
      }
      guard !range.isWholeFile else { return }
      record = recordName
      first = range.numbers.lowerBound
      last = range.isToTheEnd ? nil : range.numbers.upperBound
    }
  }
}
