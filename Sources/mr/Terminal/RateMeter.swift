/// How fast a number grows: over the last seconds, so that it follows changes without flicker.
struct RateMeter {
  private static let window = 5.0
  private var samples: [(seconds: Double, bytes: UInt64)] = []

  /// - Parameter seconds: on a clock of the caller's; rising.
  mutating func add(_ bytes: UInt64, at seconds: Double) {
    // A lost worker takes progress back.
    if let last = samples.last, bytes < last.bytes { samples = [] }
    if samples.count > 1, samples[samples.count - 2].bytes == bytes { samples.removeLast() }
    samples.append((seconds, bytes))
    // One sample older than the window stays: the one that the window begins at. So does the last step of what
    // takes longer steps.
    while samples.count > 2, seconds - samples[1].seconds >= Self.window, samples[1].bytes < bytes {
      samples.removeFirst()
    }
  }

  /// The rate in bytes a second; nil until there are two samples a moment apart.
  var rate: Double? {
    guard let first = samples.first, let last = samples.last, last.seconds - first.seconds > 0.2
    else { return nil }
    return Double(last.bytes - first.bytes) / (last.seconds - first.seconds)
  }
}
