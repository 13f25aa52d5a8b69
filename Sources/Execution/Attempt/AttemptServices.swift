import CMapReduce
import Model
import PluginHost

/// What every attempt offers the plugin: counters, the log, cancellation. Map and reduce add
/// their `emit`.
class AttemptServices: TaskServices {
  let monitor: AttemptMonitor
  /// What the plugin counted.
  private var userCounters: UserCounters = [:]

  init(monitor: AttemptMonitor) { self.monitor = monitor }

  func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    throw MRError(.pluginFatal, "the plugin emitted records outside of map, combine and reduce")
  }

  func emit(_ tokens: Tokens) throws(MRError) { try emitRecords(of: tokens) }

  /// `Records` looks at every record anyway.
  var refusesNull: Bool { true }

  func count(_ name: String, _ amount: Int64) { userCounters.add(amount, to: name) }

  /// The attempt's counters at its end.
  func counters(_ engine: EngineCounters) -> Counters {
    for name in userCounters.overflown {
      log(
        .warning,
        "the counter '\(printable(name.utf8))' does not fit 64 bits: it stays at the nearest "
          + "number that does")
    }
    return Counters(engine: engine, user: userCounters)
  }

  func log(_ severity: LogSeverity, _ text: String) {
    monitor.log(LogLine(time: CalendarClock.milliseconds, severity: severity, text: text))
  }

  var isCancelled: Bool { monitor.isCancelled }

  func showLife() { monitor.showLife() }

  func setAside(record: Int, _ kind: BadKind, _ reason: String) throws(MRError) {}

  func isReading(record: Int?, atMost time: Duration?) {}
}
