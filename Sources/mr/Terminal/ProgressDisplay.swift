import Model
import Protocol

/// A job's progress: bars that are drawn over each other on a terminal, plain lines elsewhere.
struct ProgressDisplay {
  /// The time between two drawings in seconds: no more than 10 a second, and a plain line every
  /// few.
  private static let drawInterval = 0.1
  private static let lineInterval = 5.0

  private let screen: Screen
  private var meters: [PhaseProgress.Kind: RateMeter] = [:]
  private var phases: [PhaseProgress] = []
  private var announced: Set<PhaseProgress.Kind> = []
  private var drawnLines = 0
  private var lastDrawn: Double?

  init(screen: Screen) {
    self.screen = screen
  }

  /// - Parameter seconds: on a monotonic clock.
  mutating func update(_ job: WireJobStatus, at seconds: Double) {
    phases = PhaseProgress.phases(of: job)
    for phase in phases where phase.state == .running {
      meters[phase.kind, default: RateMeter()].add(phase.done, at: seconds)
    }
    screen.isInteractive ? drawIfDue(seconds) : writeLinesIfDue(seconds)
  }

  /// Writes lines above the progress.
  mutating func log(_ lines: [String]) {
    screen.write(erasing() + lines.map { visible($0) + "\n" }.joined() + bars())
  }

  /// Removes the bars. The next update draws them again.
  mutating func clear() {
    let text = erasing()
    if !text.isEmpty { screen.write(text) }
    lastDrawn = nil
  }

  private mutating func drawIfDue(_ seconds: Double) {
    if let lastDrawn, seconds - lastDrawn < Self.drawInterval { return }
    lastDrawn = seconds
    screen.write(erasing() + bars())
  }

  private mutating func writeLinesIfDue(_ seconds: Double) {
    let running = phases.filter { $0.state == .running }
    for phase in running where announced.insert(phase.kind).inserted {
      screen.write("\(phase.kind.rawValue) begins\n")
      lastDrawn = lastDrawn ?? seconds
    }
    guard let lastDrawn, seconds - lastDrawn >= Self.lineInterval else { return }
    self.lastDrawn = seconds
    for phase in running {
      screen.write(ProgressLine.plain(phase, rate: meters[phase.kind]?.rate) + "\n")
    }
  }

  /// One column is kept free: a line that fills the last one wraps on some terminals.
  private mutating func bars() -> String {
    guard screen.isInteractive, lastDrawn != nil else { return "" }
    let width = screen.width() - 1
    drawnLines = phases.count
    return phases.map { phase in
      ProgressLine.bar(phase, rate: meters[phase.kind]?.rate, width: width) + "\n"
    }.joined()
  }

  /// Back to where the bars begin, and nothing below: ECMA-48 CPL and ED.
  private mutating func erasing() -> String {
    guard drawnLines > 0 else { return "" }
    defer { drawnLines = 0 }
    return "\u{1b}[\(drawnLines)F\u{1b}[J"
  }
}
