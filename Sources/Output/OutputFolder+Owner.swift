internal import Glibc
internal import Model

extension OutputFolder {
  /// Refuses a directory that other users could put files into: beside the parts they would be taken for the
  /// result. Members of a group that this process's user is in may write, because it is the owner who lets them.
  func checkOwner() throws(MRError) {
    let status = status
    guard status.st_uid == geteuid() else {
      throw refusal(
        "it belongs to \(Self.name(ofUser: status.st_uid)), and the job runs as "
          + Self.name(ofUser: geteuid()),
        "Name a directory that does not exist yet, or one of that user's own.")
    }
    guard status.st_mode & S_IWOTH == 0 else {
      throw refusal(
        "every user may write to it",
        "Name a directory that does not exist yet, or run: chmod o-w \(shown)")
    }
    guard status.st_mode & S_IWGRP == 0 || ProtectedPath.userGroups.contains(status.st_gid) else {
      throw refusal(
        "a group may write to it that \(Self.name(ofUser: geteuid())) is not in",
        "Name a directory that does not exist yet, or run: chmod g-w \(shown)")
    }
  }

  private func refusal(_ cause: String, _ remedy: String) -> MRError {
    MRError(
      .output, "the output directory \"\(shown)\" is not the user's own", cause: cause,
      remedy: remedy)
  }

  private var shown: String { printable(path.utf8) }

  private static func name(ofUser user: uid_t) -> String {
    guard let entry = getpwuid(user) else { return "the user \(user)" }
    return "the user \(String(cString: entry.pointee.pw_name))"
  }
}
