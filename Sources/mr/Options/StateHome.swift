import Model

/// Where masters keep their state unless they are told otherwise, and where their users look for them.
enum StateHome {
  /// - Throws: `invalidArgument` if the environment names neither a state nor a home directory.
  static func standard() throws(MRError) -> String {
    if let base = environmentPath("XDG_STATE_HOME") { return base + "/mr" }
    if let home = environmentPath("HOME") { return home + "/.local/state/mr" }
    throw MRError(
      .invalidArgument, "there is no home directory to keep the master's state in",
      remedy: "Name a directory with `mr master --state-dir`, and a master with --master.")
  }
}
