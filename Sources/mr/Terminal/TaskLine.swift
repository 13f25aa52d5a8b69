import Protocol

/// The line above the bars: `0:42  map 12 of 40 tasks, 4 running · reduce 0 of 8 · 1 attempt failed`. Pure.
enum TaskLine {
  /// - Parameter seconds: How long the job is being watched.
  static func text(_ job: WireJobStatus, at seconds: Double) -> String {
    let (map, reduce) = (job.progress.mapTasks, job.progress.reduceTasks)
    var parts: [String] = []
    if job.phase == .queued { parts.append("waits in the queue") }
    if job.phase == .committing { parts.append("puts the result in place") }
    if map.total > 0 { parts.append("map " + counts(map)) }
    if reduce.total > 0 { parts.append("reduce " + counts(reduce)) }
    let failed = map.failedAttempts + reduce.failedAttempts
    if failed > 0 { parts.append(Units.count(failed, "attempt") + " failed") }
    let bad = job.bad.files + job.bad.records + job.bad.groups
    if bad > 0 { parts.append(Units.count(bad) + " set aside") }
    return ([Units.clock(seconds)] + (parts.isEmpty ? [] : [parts.joined(separator: " · ")]))
      .joined(separator: "  ")
  }

  private static func counts(_ tasks: WireTaskCounts) -> String {
    "\(Units.count(tasks.done)) of \(Units.count(tasks.total, "task"))"
      + (tasks.running > 0 ? ", \(Units.count(tasks.running)) running" : "")
  }
}
