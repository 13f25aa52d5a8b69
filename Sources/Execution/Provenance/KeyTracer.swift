import Input
package import Model
import PluginHost

/// Finds out from which records of which files a key comes: runs the job's map over each file, by itself.
/// Blocks; belongs on a thread of its own.
package struct KeyTracer {
  private let job: LoadedJob
  private let key: [UInt8]
  private let monitor = AttemptMonitor()

  /// - Parameter key: as results have it.
  /// - Throws: `invalidArgument` if it is none of the job's.
  package init(_ job: LoadedJob, key: String) throws(MRError) {
    self.job = job
    switch job.keyType {
    case .bytes, .utf8, .none: self.key = Array(key.utf8)
    case .int64:
      guard let number = Int64(key) else { throw Self.noNumber(key) }
      self.key = withUnsafeBytes(of: number) { Array($0) }
    case .float64:
      guard let number = Double(key) else { throw Self.noNumber(key) }
      self.key = withUnsafeBytes(of: number) { Array($0) }
    }
  }

  private static func noNumber(_ key: String) -> MRError {
    MRError(
      .invalidArgument,
      "the key \"\(printable(key.utf8))\" is no number, and the keys of the job are")
  }

  /// - Parameter begin: is told the number of the file that is about to be mapped.
  package func trace(
    _ files: [InputFile], begin: (String) -> Void
  ) throws(MRError) -> [KeyTrace] {
    var traces: [KeyTrace] = []
    for (number, file) in files.enumerated() {
      begin(String(number))
      do throws(MRError) { traces.append(try trace(file)) } catch {
        traces.append(
          KeyTrace(
            reason: [error.message, error.cause].compactMap(\.self).joined(separator: ": ")))
      }
    }
    return traces
  }

  private func trace(_ file: InputFile) throws(MRError) -> KeyTrace {
    let counter = try KeyCounter(job, key: key, monitor: monitor)
    defer { counter.destroy() }
    let bad = BadRecords(job.plan.badInput.reaction, recordName: job.recordName)
    let feed = SpanFeed(
      job, collector: counter, monitor: monitor, note: try CrashNote(path: nil), bad: bad)
    let unread = Unread()
    let chunks = FileChunks(
      [file], format: job.plan.format, setAside: { unread.reason = unread.reason ?? $0.reason })
    while let next = try chunks.next() {
      var offset = 0
      for span in next.chunk.spans {
        let end = offset + span.length
        try feed.feed(
          span, of: file, content: UnsafeRawBufferPointer(rebasing: next.bytes[offset..<end]))
        offset = end
      }
    }
    try counter.finish()
    var trace = counter.trace
    trace.reason = unread.reason ?? bad.failure?.message ?? bad.left.first?.reason
    return trace
  }
}

/// Why not all of a file could be loaded.
private final class Unread {
  var reason: String?
}
