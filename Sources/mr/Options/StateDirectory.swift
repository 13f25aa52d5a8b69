import Glibc
import Model

/// Where masters keep their state unless they are told otherwise, and where their users look for them.
enum StateDirectory {
  /// - Throws: `invalidArgument` if the environment names neither a state nor a home directory.
  static func standard() throws(MRError) -> String {
    if let base = variable("XDG_STATE_HOME") { return base + "/mr" }
    if let home = variable("HOME") { return home + "/.local/state/mr" }
    throw MRError(
      .invalidArgument, "there is no home directory to keep the master's state in",
      remedy: "Name a directory with `mr master --state-dir`, and a master with --master.")
  }

  /// Relative ones are to be ignored, says the XDG base directory specification.
  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.hasPrefix("/") ? text : nil
  }
}
