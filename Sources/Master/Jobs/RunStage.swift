/// Where a run of a job stands. It goes forward only, and each step has one function that makes it.
///
///     preparing ──> running ──> ending ──> closed
///         │            │          ^
///         └────────────┴> halting ┘
///
/// A run that fails or is cancelled while it prepares goes on to `ending` at once.
enum RunStage: Sendable {
  /// What the first task needs is being made. Input may be loaded meanwhile.
  case preparing
  /// Tasks are given to workers.
  case running
  /// The master stops: the job ends here, but stays in the journal as running.
  case halting
  /// The job's machine wants nothing any more; what is under way comes to its end.
  case ending(isHalted: Bool)
  /// Nothing is performed any more.
  case closed(isHalted: Bool)

  /// The job is prepared. One that has ended meanwhile does not begin.
  mutating func begin() {
    if case .preparing = self { self = .running }
  }

  mutating func halt() {
    switch self {
    case .preparing, .running: self = .halting
    case .halting, .ending, .closed: break
    }
  }

  mutating func end() {
    switch self {
    case .preparing, .running: self = .ending(isHalted: false)
    case .halting: self = .ending(isHalted: true)
    case .ending, .closed: preconditionFailure("a run ended twice")
    }
  }

  mutating func close() {
    if case .ending(let isHalted) = self { self = .closed(isHalted: isHalted) }
  }

  /// Whether the machine has ended, so that nothing new begins.
  var isOver: Bool {
    switch self {
    case .preparing, .running, .halting: false
    case .ending, .closed: true
    }
  }

  var isClosed: Bool { if case .closed = self { true } else { false } }

  var isHalted: Bool {
    switch self {
    case .preparing, .running: false
    case .halting: true
    case .ending(let isHalted), .closed(let isHalted): isHalted
    }
  }
}
