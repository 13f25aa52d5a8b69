import Journal
import Model
import Protocol
import Scheduling

extension WireJobStatus {
  /// A job of this life of the master.
  init(_ job: Job) {
    self.init()
    jobID = "\(job.id)"
    clusterID = "\(job.cluster)"
    spec = WireJobSpec(job.spec)
    submittedMs = job.submitted
    submittedBy = job.account ?? ""
    switch job.stage {
    case .queued: phase = .queued
    case .running(let running, let started):
      startedMs = started
      show(running.snapshot)
      // Until the job is cleaned up and its end told, it is still at its last step.
      if phase.isFinal { phase = .committing }
    case .ended(let ending):
      startedMs = ending.started
      endedMs = ending.ended
      if let last = ending.last { show(last) }
      phase = WireJobPhase(ending.outcome.state)
      if let error = ending.outcome.error { self.error = WireError(error) }
    }
  }

  private mutating func show(_ snapshot: JobMeter.Snapshot) {
    progress = WireProgress(snapshot)
    counters = WireCounters(shown: snapshot.progress.counters)
    userCounters = WireCounters(snapshot.progress.counters.user)
    phase = WireJobPhase(snapshot.progress.phase)
    warnings = snapshot.warnings
    if !snapshot.progress.bad.isEmpty { bad = WireBadSummary(snapshot.progress.bad) }
  }

  /// The status of a job of a former life.
  init(_ record: JobRecord) {
    self.init()
    jobID = "\(record.id)"
    clusterID = "\(record.cluster)"
    spec = WireJobSpec(record.spec)
    phase = WireJobPhase(record.state)
    counters = WireCounters(shown: record.counters)
    userCounters = WireCounters(record.counters.user)
    submittedMs = record.submitted
    submittedBy = record.account ?? ""
    startedMs = record.started ?? 0
    endedMs = record.finished ?? 0
    if let error = record.error { self.error = WireError(error) }
  }
}

extension WireProgress {
  init(_ snapshot: JobMeter.Snapshot) {
    self.init()
    let progress = snapshot.progress
    inputFiles = UInt64(clamping: progress.files ?? 0)
    inputBytes = UInt64(clamping: progress.bytesTotal ?? 0)
    inputWalked = progress.bytesTotal != nil
    readBytes = UInt64(clamping: snapshot.position)
    loadedBytes = UInt64(clamping: progress.bytesLoaded)
    inputLoaded = progress.inputEnded
    mapTasks = WireTaskCounts(progress.mapTasks)
    mappedBytes = UInt64(
      clamping: min(
        progress.bytesLoaded, progress.bytesMapped.addingSaturated(snapshot.mapping)))
    reduceTasks = WireTaskCounts(progress.reduceTasks)
    shuffleBytes = UInt64(clamping: snapshot.shuffled)
    let reduced = progress.counters.engine.reduceShuffleBytes
    reducedBytes = UInt64(
      clamping: min(snapshot.shuffled, reduced.addingSaturated(snapshot.reducing)))
  }
}

extension WireBadSummary {
  init(_ bad: BadTally) {
    self.init()
    files = UInt64(clamping: bad.files)
    records = UInt64(clamping: bad.records)
    groups = UInt64(clamping: bad.groups)
    for (kind, count) in bad.kinds { kinds[kind.rawValue] = UInt64(clamping: count) }
    for (kind, reason) in bad.reasons { reasons[kind.rawValue] = reason }
  }
}

extension WireTaskCounts {
  init(_ counts: JobProgress.TaskCounts) {
    self.init()
    total = UInt32(clamping: counts.known)
    running = UInt32(clamping: counts.running)
    done = UInt32(clamping: counts.done)
    failedAttempts = UInt32(clamping: counts.failedAttempts)
  }
}

extension WireJobPhase {
  init(_ phase: JobProgress.Phase) {
    switch phase {
    case .queued: self = .queued
    case .loading: self = .loading
    case .mapping: self = .mapping
    case .reducing: self = .reducing
    case .committing: self = .committing
    case .succeeded: self = .succeeded
    case .incomplete: self = .incomplete
    case .failed: self = .failed
    case .cancelled: self = .cancelled
    }
  }

  init(_ state: JobState) {
    switch state {
    case .queued: self = .queued
    case .running: self = .mapping
    case .succeeded: self = .succeeded
    case .incomplete: self = .incomplete
    case .failed: self = .failed
    case .cancelled: self = .cancelled
    }
  }

  var isFinal: Bool {
    self == .succeeded || self == .incomplete || self == .failed || self == .cancelled
  }
}
