import BlockStore
import Model

/// How much the store of a master takes.
struct StoreRoom: Sendable {
  /// The servers' memory in bytes.
  let memory: Int
  /// What of blocks fits into memory and onto disk, in bytes.
  let capacity: Int
  let hasDisk: Bool
  /// Whether the server is the master's own, whose memory and disk are options of the master.
  let isOwn: Bool

  init(_ statistics: StoreStatistics, isOwn: Bool) {
    memory = statistics.limit
    capacity = statistics.capacity
    hasDisk = statistics.disk > 0
    self.isOwn = isOwn
  }

  /// What to change for that many bytes to fit.
  func remedy(for needed: Int) -> String {
    // An estimate, and room for the input that is being mapped.
    let ample = needed.addingSaturated(needed / 8)
    let mebibytes = ((ample >> 20) / 64 + 1) * 64
    let gibibytes = ample / (1 << 30) + 1
    return isOwn
      ? "Give the store --store-memory \(mebibytes), or --store-disk DIRECTORY:\(gibibytes)G."
      : "Name servers with --store that have \(mebibytes) MiB in all, of memory (-m) or disk "
        + "(-o ext_path)."
  }
}
