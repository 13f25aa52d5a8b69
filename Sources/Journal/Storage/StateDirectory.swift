import Glibc
import Model

/// Makes a directory and those above it that are missing, for this user only.
func makeStateDirectory(_ path: String) throws(MRError) {
  var partial = path.hasPrefix("/") ? "/" : ""
  for component in path.split(separator: "/") {
    partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + component
    guard mkdir(partial, 0o700) != 0, errno != EEXIST else { continue }
    let reason = errno
    var status = stat()
    if stat(partial, &status) == 0 { continue }
    throw MRError(
      .journal, "cannot make the state directory \(path)",
      cause: "\(partial): \(String(cString: strerror(reason)))",
      remedy: "Choose another directory with --state-dir.")
  }
}
