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
  ) -> [KeyTrace] {
    var traces: [KeyTrace] = []
    for (number, file) in files.enumerated() {
      begin(String(number))
      traces.append(trace(file))
    }
    return traces
  }

  /// What was found before a fault counts.
  private func trace(_ file: InputFile) -> KeyTrace {
    do throws(MRError) {
      let counter = try KeyCounter(job, key: key, monitor: monitor)
      defer { counter.destroy() }
      let reason: String?
      do throws(MRError) { reason = try map(file, counter) } catch { reason = error.line }
      var trace = counter.trace
      trace.reason = reason
      return trace
    } catch {
      return KeyTrace(reason: error.line)
    }
  }

  /// - Returns: why not all of the file was mapped, if so.
  private func map(_ file: InputFile, _ counter: KeyCounter) throws(MRError) -> String? {
    let bad = BadRecords(job.plan.badInput.reaction, recordName: job.recordName)
    let feed = SpanFeed(
      job, collector: counter, monitor: monitor, note: try CrashNote(path: nil), bad: bad)
    let unread = Unread()
    try feed.feed(
      FileChunks(
        [file], format: job.plan.format,
        setAside: { unread.reason = unread.reason ?? $0.reason }))
    try counter.finish()
    return unread.reason ?? bad.failure?.message ?? bad.left.first?.reason
  }
}

/// Why not all of a file could be loaded.
private final class Unread {
  var reason: String?
}
