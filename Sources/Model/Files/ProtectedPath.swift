package import Glibc

/// Paths at which nobody but this process's user, and root, can change or replace what lies there.
package enum ProtectedPath {
  /// Whether the file, and each directory on the way to it, belongs to one of them and is for nobody else to
  /// write to. A group that the user is in may write, because it is the owner who lets it; and so may everybody in
  /// a directory like `/tmp`, where nobody takes another's file away. Blocks.
  package static func isProtected(_ path: String) -> Bool {
    guard let resolved = realpath(path, nil) else { return false }
    defer { free(resolved) }
    let whole = String(cString: resolved)
    let groups = userGroups
    guard isProtected(entry: "/", groups) else { return false }
    var end = whole.startIndex
    while end < whole.endIndex {
      end = whole[whole.index(after: end)...].firstIndex(of: "/") ?? whole.endIndex
      if !isProtected(entry: String(whole[..<end]), groups) { return false }
    }
    return true
  }

  /// The groups of this process's user.
  package static var userGroups: [gid_t] {
    var groups = [gid_t](repeating: 0, count: max(0, Int(getgroups(0, nil))))
    let count = getgroups(Int32(groups.count), &groups)
    return groups.prefix(max(0, Int(count))) + [getegid()]
  }

  private static func isProtected(entry path: String, _ groups: [gid_t]) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_uid == 0 || status.st_uid == geteuid() else {
      return false
    }
    if status.st_mode & S_IFMT == S_IFDIR, status.st_mode & S_ISVTX != 0 { return true }
    return status.st_mode & S_IWOTH == 0
      && (status.st_mode & S_IWGRP == 0 || groups.contains(status.st_gid))
  }
}
