import CProcess

/// The files that this process has open, without sockets: those are the worker's own, which come and
/// go, and only their number is looked at.
struct OpenFiles {
  private var open = mr_open_files()
  /// A worker may open so many sockets after it began: a few for each server of the store.
  private static let moreSockets: Int32 = 64

  /// - Returns: nil if the system does not tell.
  init?() {
    guard mr_read_open_files(&open) != 0 else { return nil }
  }

  /// What is not as it was; nil if all is.
  func change(since former: OpenFiles) -> String? {
    let more = open.files - former.open.files
    if more > 0 { return more == 1 ? "a file was left open" : "\(more) files were left open" }
    if open.fingerprint != former.open.fingerprint {
      return "files of the worker's own were closed"
    }
    if open.sockets > former.open.sockets + Self.moreSockets {
      return "\(open.sockets) sockets are open"
    }
    return nil
  }
}
