import ArgumentParser

/// - Throws: `ValidationError` if the number is given and not within 1 and the limit.
func checkCount(_ count: Int?, _ flag: String, atMost limit: Int) throws {
  guard let count else { return }
  guard (1...limit).contains(count) else {
    throw ValidationError("'\(flag)' is \(count), but has to be within 1 and \(limit).")
  }
}
