import Testing

/// Lets only so many tests run at once: each starts half a dozen processes, and more of them than
/// the machine has cores would test nothing but patience.
struct Crowd: SuiteTrait, TestTrait, TestScoping {
  private static let places = Places(2)

  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    // A suite takes no place: its tests do.
    guard testCase != nil else { return try await function() }
    await Self.places.take()
    do {
      try await function()
    } catch {
      await Self.places.giveBack()
      throw error
    }
    await Self.places.giveBack()
  }
}

extension Trait where Self == Crowd {
  /// Two tests at a time, of all suites that say so.
  static var fewAtOnce: Self { Crowd() }
}

private actor Places {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
