import Protocol

/// How far one of a job's three phases is.
struct PhaseProgress: Hashable {
  enum Kind: String, CaseIterable { case loading, mapping, reducing }
  enum State { case waiting, running, done }

  var kind: Kind
  var state: State
  /// How much is done, in bytes.
  var done: UInt64
  /// How much there is to do, in bytes; an estimate unless `isTotalKnown`.
  var total: UInt64
  var isTotalKnown: Bool
  /// What is shown as the part that is done; nil for just that.
  var shownFraction: Double?
  /// How long it will take, in seconds, if that is known better than by its rate.
  var left: Double?
  /// Why it does not go on, or went back.
  var remark: String?

  /// The part that is done, within 0 and 1.
  var fraction: Double {
    if state == .done { return 1 }
    return total == 0 ? 0 : min(1, Double(done) / Double(total))
  }
}

extension PhaseProgress {
  /// What a phase waits for if it does not go on now.
  static func waits(_ kind: Kind, _ job: WireJobStatus) -> String? {
    let progress = job.progress
    switch kind {
    case .loading: return progress.mappedBytes < progress.loadedBytes ? "waits for the map" : nil
    case .mapping:
      return progress.mapTasks.running == 0 && !progress.inputLoaded ? "waits for input" : nil
    case .reducing: return nil
    }
  }

  /// The phases of a job, in the order they come in; the first two overlap.
  static func phases(of job: WireJobStatus) -> [PhaseProgress] {
    let progress = job.progress
    let started = job.phase != .queued && job.phase != .unspecified
    let mapped =
      switch job.phase {
      case .reducing, .committing, .succeeded, .incomplete: true
      default: false
      }
    let reduced = job.phase == .committing || job.phase.hasResult
    return [
      PhaseProgress(
        kind: .loading,
        state: progress.inputLoaded || mapped ? .done : started ? .running : .waiting,
        done: progress.readBytes, total: progress.inputBytes, isTotalKnown: progress.inputWalked),
      PhaseProgress(
        kind: .mapping,
        state: mapped ? .done : started && job.phase != .loading ? .running : .waiting,
        done: progress.mappedBytes, total: mappedTotal(progress),
        isTotalKnown: progress.inputLoaded || progress.inputWalked),
      PhaseProgress(
        kind: .reducing, state: reduced ? .done : mapped ? .running : .waiting,
        done: progress.reducedBytes, total: progress.shuffleBytes, isTotalKnown: mapped),
    ]
  }

  /// While input is loaded: what it will come to, if the rest compresses like what was read.
  private static func mappedTotal(_ progress: WireProgress) -> UInt64 {
    if progress.inputLoaded || progress.readBytes == 0 { return progress.loadedBytes }
    let ratio = Double(progress.loadedBytes) / Double(progress.readBytes)
    let estimate = Double(progress.inputBytes) * ratio
    return max(progress.loadedBytes, UInt64(exactly: estimate.rounded()) ?? 0)
  }
}
