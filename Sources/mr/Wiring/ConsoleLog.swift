import Logging
import Model

/// What a master has to say while it runs, on standard error: `2026-11-22T22:34:15.289+01:00 warning mr: set aside: …`.
struct ConsoleLog: LogHandler {
  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()
  let label: String

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let details = metadata.merging(event.metadata ?? [:]) { $1 }
      .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let time = DateText.stamp(CalendarClock.milliseconds)
    Console.say(
      visible("\(time) \(event.level) \(label):\(details) \(event.message)") + "\n")
  }
}
