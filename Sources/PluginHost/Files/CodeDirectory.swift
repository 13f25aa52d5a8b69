package import Model
internal import Glibc

/// Directories that libraries are loaded from.
package enum CodeDirectory {
  /// - Throws: `plugin` if the system loads no code from there.
  package static func check(_ directory: String) throws(MRError) {
    var file = statvfs()
    guard statvfs(directory, &file) == 0, file.f_flag & noExecution != 0 else { return }
    throw MRError(
      .plugin, "no plugin can be loaded from \(printable(directory.utf8))",
      cause: "its file system is mounted noexec",
      remedy: "Set TMPDIR to a directory of another, or give a master one with --state-dir.")
  }

  /// `ST_NOEXEC` of <sys/statvfs.h>, which Swift does not see.
  private static let noExecution: UInt = 8
}
