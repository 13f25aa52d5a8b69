import Glibc
import Model

/// A file that has no name, so that nothing of it is left however its users end.
final class DiskFile: Sendable {
  private let descriptor: Int32
  private let directory: String

  /// - Throws: `store` if the directory does not exist or takes no file.
  init(in directory: String) throws(MRError) {
    self.directory = directory
    var template = Array("\(directory)/mr-store-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw MRError(
        .store, "cannot make a file in \"\(printable(directory.utf8))\" for the store",
        cause: String(cString: strerror(errno)),
        remedy: "Name a directory that exists and can be written to with --store-disk.")
    }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// What processes of the same user open the file by, as long as this object lives.
  var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

  /// Takes the room on the disk now, so that it cannot run out later, when memcached would lose
  /// what it does not get written. Blocks.
  func reserve(_ size: Int) throws(MRError) {
    var system = statvfs()
    // Asked first: a failed try would have filled the disk for a moment.
    let free = fstatvfs(descriptor, &system) == 0 ? Int(system.f_bavail * system.f_frsize) : size
    let number = size > free ? ENOSPC : posix_fallocate(descriptor, 0, off_t(size))
    if number == 0 { return }
    throw MRError(
      .store,
      "the disk of \"\(printable(directory.utf8))\" does not have room for \(size >> 20) MiB",
      cause: number == ENOSPC
        ? "\(free >> 20) MiB are free" : String(cString: strerror(number)),
      remedy: "Name a smaller size or another directory with --store-disk.")
  }
}
