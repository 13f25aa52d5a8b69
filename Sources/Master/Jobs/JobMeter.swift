import Model
import Protocol
import Scheduling

/// How far a run is, and what users should know of it.
struct JobMeter: Sendable {
  /// Bytes of the input files that have been read, as they lie on disk.
  var position = 0
  /// What map tasks have in the store, and will have.
  private(set) var forecast = RoomForecast()
  /// What users should know even if the job succeeds.
  private var warnings: [String] = []
  private var remarks = RemarkTally()

  /// A run as clients see it.
  struct Snapshot: Sendable {
    var progress: JobProgress
    /// Bytes of the input files that have been read, as they lie on disk.
    var position: Int
    /// Bytes that running map attempts have worked on.
    var mapping: Int
    /// Bytes that running reduce attempts have worked on.
    var reducing: Int
    /// Bytes that reducers read, of the map tasks that are done.
    var shuffled: Int
    var warnings: [String]
  }

  func snapshot(of machine: JobMachine) -> Snapshot {
    Snapshot(
      progress: machine.progress, position: position, mapping: machine.bytesUnderWay(.map),
      reducing: machine.bytesUnderWay(.reduce), shuffled: forecast.size,
      warnings: warnings + remarks.texts)
  }

  mutating func warn(_ text: String) { warnings.append(text) }

  mutating func note(_ lines: [WireUserLogLine]) { remarks.add(lines) }

  mutating func mapped(_ manifest: MapManifest, input: Int) {
    forecast.add(manifest, input: input)
  }

  /// The input without compression, in bytes, going by what of it is loaded; nil if nothing is.
  func inputSize(_ progress: JobProgress) -> Int? {
    guard let total = progress.bytesTotal, position > 0 else { return nil }
    return Int(saturating: Double(progress.bytesLoaded) * Double(total) / Double(position))
  }
}
