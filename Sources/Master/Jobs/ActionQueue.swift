import Scheduling

/// What a job's machine wants done, in its order. Of several callers one performs it for all.
struct ActionQueue: Sendable {
  private var pending: [JobAction] = []
  private var isPerforming = false

  var isIdle: Bool { !isPerforming && pending.isEmpty }

  mutating func append(_ actions: [JobAction]) { pending += actions }

  /// - Returns: false if there is nothing to do, or another caller is at it.
  mutating func begin() -> Bool {
    if isPerforming || pending.isEmpty { return false }
    isPerforming = true
    return true
  }

  /// Takes what is to be performed next.
  mutating func take() -> [JobAction] {
    defer { pending = [] }
    return pending
  }

  /// The caller who began performs no more.
  mutating func end() { isPerforming = false }
}
