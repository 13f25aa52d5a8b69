internal import Glibc

enum CacheLimit {
  private static let most = 4 << 30
  private static let least = 16 << 20

  /// How many bytes entries may have where nobody says: 4 GiB, but not more than a quarter of what
  /// they have and is free on the disk.
  static func standard(_ directory: CacheDirectory) -> Int {
    var disk = statvfs()
    guard fstatvfs(directory.descriptor, &disk) == 0 else { return most }
    let free = Int(clamping: UInt64(disk.f_bavail) &* UInt64(disk.f_frsize))
    let (room, isMore) = free.addingReportingOverflow(CacheUsage.total(directory))
    return isMore ? most : max(least, min(most, room / 4))
  }
}
