package import Input
package import Model
package import PluginHost
import Records

/// Finds the bounds of a job's partitions, if they are ranges of keys: maps a sample of the input
/// and divides the keys that come out evenly. The same sample gives the same bounds.
/// Blocks; belongs on a thread of its own.
package struct KeySampler {
  private let job: LoadedJob
  private let sample: InputSample
  private let monitor: AttemptMonitor
  private let note: CrashNote
  private let care: TaskCare
  /// The most keys of the sample as a whole. A key that is emitted a thousand times counts so
  /// often.
  private static let keyLimit = 1 << 17

  /// - Parameters:
  ///   - monitor: Cancels the sampling.
  ///   - care: What is left out.
  package init(
    _ job: LoadedJob, sample: InputSample, monitor: AttemptMonitor, note: CrashNote,
    care: TaskCare = TaskCare()
  ) {
    self.care = care
    self.job = job
    self.sample = sample
    self.monitor = monitor
    self.note = note
  }

  /// - Returns: normalised keys in ascending order, fewer than there are partitions; none if the job
  ///   partitions in another way.
  /// - Throws: what the job's map throws, with the file and the place in it; what reading throws.
  package func splitPoints() throws(MRError) -> [[UInt8]] {
    guard job.needsSplitPoints else { return [] }
    let collector = try KeyCollector(job, monitor: monitor)
    defer { collector.destroy() }
    // What a piece has beyond the keys that are wanted is not to depend on the time.
    let feed = SpanFeed(
      job, collector: collector, monitor: monitor, note: note, care: care,
      bad: BadRecords(job.plan.badInput.reaction, recordName: job.recordName),
      pace: BatchPace(always: SpanFeed.capacity))
    try sample.read { (piece) throws(MRError) in
      try monitor.checkCancellation()
      collector.begin(keys: Self.keyLimit / sample.pieces)
      do throws(MRError) {
        try feed.feed(
          piece.span, of: piece.file, content: piece.content, shares: piece.share..<piece.share + 1,
          of: piece.shares)
      } catch {
        throw failure(error, "`\(piece.file.path)`, from byte \(piece.span.offset) on")
      }
    }
    do throws(MRError) {
      try collector.finish(keys: Self.keyLimit)
    } catch {
      throw failure(error, "the input")
    }
    do throws(RecordError) {
      return try collector.keys.bounds(partitions: job.plan.partitions)
    } catch {
      throw MRError(.internal, "the sample of the keys cannot be divided", cause: "\(error)")
    }
  }

  private func failure(_ error: MRError, _ place: String) -> MRError {
    if error.code == .cancelled { return error }
    return MRError(
      error.code, "the keys of \(place) could not be sampled to find the bounds of the partitions",
      cause: error.line,
      remedy: error.remedy)
  }
}
