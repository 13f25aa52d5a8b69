package import Model

/// How far a job has come. A snapshot; taking one costs O(1).
package struct JobProgress: Sendable, Hashable {
  package enum Phase: String, Sendable, Hashable, CaseIterable {
    /// The job waits in the cluster's queue.
    case queued
    /// Input is being cut and stored, and no map task runs yet.
    case loading
    /// Map tasks run; input may still be loading.
    case mapping
    case reducing
    /// Every partition is in place; the output is being declared complete.
    case committing
    case succeeded
    /// Done, without some of the input.
    case incomplete
    case failed, cancelled
  }

  package struct TaskCounts: Sendable, Hashable {
    package var known: Int
    package var running: Int
    package var done: Int
    /// Attempts that failed, of all tasks of the kind.
    package var failedAttempts: Int

    package init(known: Int = 0, running: Int = 0, done: Int = 0, failedAttempts: Int = 0) {
      self.known = known
      self.running = running
      self.done = done
      self.failedAttempts = failedAttempts
    }
  }

  package var phase: Phase
  /// `known` is the total once `inputEnded`.
  package var mapTasks: TaskCounts
  /// `known` is the number of partitions; `done` counts what is committed.
  package var reduceTasks: TaskCounts
  package var inputEnded: Bool
  /// Bytes of the tasks cut so far, uncompressed.
  package var bytesLoaded: Int
  /// Bytes of the map tasks that are done.
  package var bytesMapped: Int
  /// Size of the input files as they lie on disk, once the layout was walked.
  package var bytesTotal: Int?
  package var files: Int?
  /// Sums over the tasks that are done.
  package var counters: Counters
  /// How much of the input is set aside so far.
  package var bad: BadTally

  package init(
    phase: Phase = .queued, mapTasks: TaskCounts = TaskCounts(),
    reduceTasks: TaskCounts = TaskCounts(), inputEnded: Bool = false, bytesLoaded: Int = 0,
    bytesMapped: Int = 0, bytesTotal: Int? = nil, files: Int? = nil,
    counters: Counters = Counters(), bad: BadTally = BadTally()
  ) {
    self.phase = phase
    self.mapTasks = mapTasks
    self.reduceTasks = reduceTasks
    self.inputEnded = inputEnded
    self.bytesLoaded = bytesLoaded
    self.bytesMapped = bytesMapped
    self.bytesTotal = bytesTotal
    self.files = files
    self.counters = counters
    self.bad = bad
  }
}
