internal import Glibc
package import Model

/// A part as a file under its temporary name. Blocks.
package final class FilePartWriter: PartWriter {
  private let folder: OutputFolder
  private let name: String
  private var descriptor: Int32
  private var bytes = 0

  /// The permissions that this process gave its files when it began, whatever a plugin has made of
  /// that since.
  package static let mode: UInt32 = {
    let mask = umask(0)
    umask(mask)
    return 0o666 & ~mask
  }()

  /// - Parameter name: of a file that is not there yet.
  init(_ name: String, in folder: OutputFolder, mode: UInt32 = mode) throws(MRError) {
    self.folder = folder
    self.name = name
    descriptor = try folder.create(name, mode: mode)
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & 0o777 != mode {
      fchmod(descriptor, mode)
    }
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(MRError) {
    var rest = bytes
    while !rest.isEmpty {
      let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw failure("write")
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
    self.bytes += bytes.count
  }

  package func write(_ bytes: [UInt8]) throws(MRError) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { memory.deallocate() }
    memory.copyBytes(from: bytes)
    try write(UnsafeRawBufferPointer(memory))
  }

  package func finish() throws(MRError) -> ReduceOutput {
    // A full disk may show only here.
    let status = close(descriptor)
    descriptor = -1
    if status != 0 { throw failure("write") }
    return .file(bytes: bytes)
  }

  package func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    folder.remove(name)
  }

  private func failure(_ verb: String) -> MRError {
    folder.failure(
      verb, name, errno,
      "Check the disk's free space and the directory's permissions, and submit again.")
  }
}
