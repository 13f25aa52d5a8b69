import Model
import Protocol

/// A job's progress: bars that are drawn over each other on a terminal, plain lines elsewhere.
struct ProgressDisplay {
  /// The time between two drawings in seconds: no more than 10 a second, and a plain line every
  /// few.
  private static let drawInterval = 0.1
  private static let lineInterval = 5.0

  private let screen: Screen
  private var tracks: [PhaseProgress.Kind: PhaseTrack] = [:]
  private var tasks = ""
  private var phases: [PhaseProgress] = []
  private var announced: Set<PhaseProgress.Kind> = []
  private var drawnLines = 0
  private var lastDrawn: Double?

  init(screen: Screen) {
    self.screen = screen
  }

  /// - Parameter seconds: on a monotonic clock.
  mutating func update(_ job: WireJobStatus, at seconds: Double) {
    tasks = TaskLine.text(job, at: seconds)
    phases = PhaseProgress.phases(of: job).map { phase in
      guard phase.state == .running else { return phase }
      return tracks[phase.kind, default: PhaseTrack()].shown(
        phase, at: seconds, waits: PhaseProgress.waits(phase.kind, job))
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
    screen.write(tasks + "\n")
    for phase in running {
      screen.write(ProgressLine.plain(phase, rate: tracks[phase.kind]?.rate) + "\n")
    }
  }

  /// One column is kept free: a line that fills the last one wraps on some terminals.
  private mutating func bars() -> String {
    guard screen.isInteractive, lastDrawn != nil else { return "" }
    let width = screen.width() - 1
    drawnLines = phases.count + 1
    let bars = phases.map { ProgressLine.bar($0, rate: tracks[$0.kind]?.rate, width: width) }
    return ([String(tasks.prefix(max(0, width)))] + bars).map { $0 + "\n" }.joined()
  }

  /// Back to where the bars begin, and nothing below: ECMA-48 CPL and ED.
  private mutating func erasing() -> String {
    guard drawnLines > 0 else { return "" }
    defer { drawnLines = 0 }
    return "\u{1b}[\(drawnLines)F\u{1b}[J"
  }
}
