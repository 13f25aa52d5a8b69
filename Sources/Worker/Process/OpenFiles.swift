import Glibc

/// The files that this process has open, without sockets: those are the worker's own, which come and
/// go, and only their number is looked at.
struct OpenFiles {
  private struct File: Hashable {
    var descriptor: Int32
    var device: dev_t
    var inode: ino_t
  }

  private var files: Set<File> = []
  private var sockets = 0
  /// A worker may open so many sockets after it began: a few for each server of the store.
  private static let moreSockets = 64

  /// - Returns: nil if the system does not tell.
  init?() {
    guard let directory = opendir("/proc/self/fd") else { return nil }
    defer { closedir(directory) }
    let own = dirfd(directory)
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        atoi(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      let isNumber = entry.pointee.d_name.0 != CChar(UInt8(ascii: "."))
      guard isNumber, name != own else { continue }
      var status = stat()
      guard fstat(name, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFSOCK: sockets += 1
      // Event loops and the like have no kind.
      case 0: break
      default:
        files.insert(File(descriptor: name, device: status.st_dev, inode: status.st_ino))
      }
    }
  }

  /// What is not as it was; nil if all is.
  func change(since former: OpenFiles) -> String? {
    let left = files.subtracting(former.files).count
    if left > 0 { return left == 1 ? "a file was left open" : "\(left) files were left open" }
    if !former.files.isSubset(of: files) { return "a file of the worker's own was closed" }
    if sockets > former.sockets + Self.moreSockets { return "\(sockets) sockets are open" }
    return nil
  }
}
