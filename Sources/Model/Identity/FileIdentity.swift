internal import Glibc

/// What changes when a file is replaced or written to.
package struct FileIdentity: Hashable, Sendable {
  /// The file's size in bytes.
  package let size: Int
  private let device: UInt64
  private let inode: UInt64
  /// Times in nanoseconds. A program can set that of modification, but not that of change.
  package let modified: Int
  package let changed: Int

  /// - Returns: nil if there is no such file.
  package init?(_ path: BytePath) {
    var status = stat()
    let bytes = path.bytes.map { CChar(bitPattern: $0) } + [0]
    guard stat(bytes, &status) == 0 else { return nil }
    size = Int(status.st_size)
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
  }

  /// The same for the same file, as long as nothing changes in it.
  package var bytes: [UInt8] {
    [
      UInt64(size), device, inode, UInt64(bitPattern: Int64(modified)),
      UInt64(bitPattern: Int64(changed)),
    ]
    .flatMap { withUnsafeBytes(of: $0.bigEndian, Array.init) }
  }
}
