internal import Glibc

/// The count of the entries' bytes, which all processes keep together. It is only a reason to look: what
/// the entries really take is found out before any is removed.
struct CacheUsage {
  private let directory: CacheDirectory
  /// The most bytes that entries may have together.
  private let limit: Int
  private static let name = "usage"

  init(_ directory: CacheDirectory, limit: Int) {
    self.directory = directory
    self.limit = limit
  }

  /// What was counted last, in bytes.
  static func total(_ directory: CacheDirectory) -> Int {
    guard let file = directory.open(name) else { return 0 }
    defer { close(file) }
    return read(file) ?? 0
  }

  /// The entries are counted anew before the next one is.
  static func forget(in directory: CacheDirectory) { directory.remove(name) }

  private static func read(_ file: Int32) -> Int? {
    var total: UInt64 = 0
    return pread(file, &total, 8, 0) == 8 ? Int(clamping: total) : nil
  }

  /// The room that a file of that size takes on a disk, in bytes.
  static func room(_ size: Int) -> Int { (size + 4095) / 4096 * 4096 }

  /// Counts entries that were written, and makes room if there are too many bytes now.
  /// - Returns: false if somebody else is at it: to be said again with what comes then.
  func add(_ bytes: Int) -> Bool {
    let file = openat(
      directory.descriptor, Self.name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    // Whoever has it may be stopped, and nobody is to wait for that.
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return false }
    let (sum, isWrong) = (Self.read(file) ?? .max).addingReportingOverflow(bytes)
    var total = UInt64(isWrong || sum > limit ? makeRoom() : sum)
    pwrite(file, &total, 8, 0)
    return true
  }

  /// Removes the entries that were not used for the longest time, until a tenth is free.
  /// - Returns: the bytes of those that are left.
  private func makeRoom() -> Int {
    var entries: [CacheEntry] = []
    CacheEntry.all(in: directory) { entries.append($0) }
    var total = entries.reduce(0) { $0 + $1.room }
    guard total > limit else { return total }
    entries.sort { $0.used < $1.used }
    for entry in entries {
      if total <= limit / 10 * 9 { break }
      directory.remove(entry.path)
      total -= entry.room
    }
    return total
  }
}
