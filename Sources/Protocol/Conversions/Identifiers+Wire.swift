package import Model

extension ClusterID {
  /// - Throws: `invalidArgument` if the text is no cluster's name.
  package init(wire text: String) throws(MRError) {
    guard let id = ClusterID(text) else { throw malformed(text, "a cluster", like: "c1") }
    self = id
  }
}

extension JobID {
  /// - Throws: `invalidArgument` if the text is no job's name.
  package init(wire text: String) throws(MRError) {
    guard let id = JobID(text) else { throw malformed(text, "a job", like: "j1") }
    self = id
  }
}

extension WorkerID {
  /// - Throws: `invalidArgument` if the text is no worker's name.
  package init(wire text: String) throws(MRError) {
    guard let id = WorkerID(text) else { throw malformed(text, "a worker", like: "c1-w3") }
    self = id
  }
}

private func malformed(_ text: String, _ kind: String, like example: String) -> MRError {
  MRError(
    .invalidArgument, "'\(printable(text.utf8.prefix(100)))' does not name \(kind)",
    remedy: "Identifiers look like '\(example)'.")
}

extension WireAttemptId {
  package init(_ attempt: AttemptID) {
    self.init()
    jobID = attempt.job.description
    kind = attempt.task.kind == .map ? .map : .reduce
    task = UInt32(clamping: attempt.task.index)
    self.attempt = UInt32(clamping: attempt.number)
  }
}

extension AttemptID {
  /// - Throws: `invalidArgument` if the job or the kind of task is missing.
  package init(_ wire: WireAttemptId) throws(MRError) {
    let kind: TaskID.Kind
    switch wire.kind {
    case .map: kind = .map
    case .reduce: kind = .reduce
    default: throw MRError(.invalidArgument, "attempt.kind is neither MAP nor REDUCE")
    }
    self.init(
      job: try JobID(wire: wire.jobID), task: TaskID(kind, Int(wire.task)),
      number: Int(wire.attempt))
  }
}

extension WireRole {
  package init(_ role: Role) {
    switch role {
    case .mapper: self = .mapper
    case .reducer: self = .reducer
    }
  }
}

extension Role {
  /// - Throws: `invalidArgument` if the role is missing or unknown.
  package init(_ wire: WireRole) throws(MRError) {
    switch wire {
    case .mapper: self = .mapper
    case .reducer: self = .reducer
    default: throw MRError(.invalidArgument, "role is neither MAPPER nor REDUCER")
    }
  }
}
