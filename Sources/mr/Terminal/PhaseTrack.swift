import Glibc

/// What is shown of a phase while it runs: a rate and a time that follow what happens without jumping, and a part done
/// that never shrinks unless it is said why.
struct PhaseTrack {
  private var meter = RateMeter()
  private var begin: (seconds: Double, bytes: UInt64)?
  private var last: (seconds: Double, bytes: UInt64)?
  /// When the number grew last.
  private var grown = 0.0
  private var fraction = 0.0
  private var left: Double?
  /// Work that was done is lost; how far the phase had been.
  private var lost: Double?

  /// In seconds: nothing for so long is a wait; what is left is told from then on; and it follows what happens within so long.
  private static let (patience, start, inertia) = (2.0, 2.0, 10.0)

  var rate: Double? { meter.rate }

  /// - Parameters:
  ///   - seconds: On a clock of the caller's; rising.
  ///   - waits: What the phase waits for if it does not go on.
  /// - Returns: The phase as it is to be shown.
  mutating func shown(_ phase: PhaseProgress, at seconds: Double, waits: String?) -> PhaseProgress {
    var phase = phase
    let step = last.map { seconds - $0.seconds } ?? 0
    if let last, phase.done < last.bytes { lost = max(lost ?? 0, fraction) }
    if last.map({ phase.done != $0.bytes }) ?? true { grown = seconds }
    if begin.map({ phase.done < $0.bytes }) ?? true { begin = (seconds, phase.done) }
    last = (seconds, phase.done)
    meter.add(phase.done, at: seconds)
    if let former = lost, phase.fraction >= former { lost = nil }
    // The total is an estimate that grows; what was done stays done.
    fraction = lost == nil ? max(fraction, phase.fraction) : phase.fraction
    phase.shownFraction = fraction
    let isWaiting = waits != nil && seconds - grown >= Self.patience
    phase.remark = isWaiting ? waits : lost == nil ? nil : "lost work runs again"
    estimate(phase, at: seconds, step)
    phase.left = isWaiting ? nil : left
    return phase
  }

  /// Brings the time that is left up to date: half of it goes by the last seconds, half by the phase as a whole.
  private mutating func estimate(_ phase: PhaseProgress, at seconds: Double, _ step: Double) {
    guard phase.isTotalKnown, phase.total > phase.done, let begin, let recent = meter.rate,
      seconds - begin.seconds >= Self.start, phase.done > begin.bytes
    else {
      if phase.total <= phase.done || !phase.isTotalKnown { left = nil }
      return
    }
    let average = Double(phase.done - begin.bytes) / (seconds - begin.seconds)
    let target = Double(phase.total - phase.done) / ((recent + average) / 2)
    guard let former = left else {
      left = target
      return
    }
    let counted = max(0, former - step)
    left = counted + (target - counted) * (1 - exp(-step / Self.inertia))
  }
}
