import Glibc
package import Model

/// A page of memory shared with a file, in which a worker notes what it works on. It outlives any
/// end of the process, so that the master can say which records killed a worker.
package final class CrashNote: @unchecked Sendable {
  // Only the thread that runs the attempt writes.
  private static let size = 4096
  private let page: UnsafeMutableRawPointer

  /// - Parameter path: Of a file that the master made; nil keeps no note.
  package init(path: String?) throws(MRError) {
    var descriptor: Int32 = -1
    if let path {
      descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0, ftruncate(descriptor, off_t(Self.size)) == 0 else {
        let cause = String(cString: strerror(errno))
        if descriptor >= 0 { close(descriptor) }
        throw MRError(.internal, "cannot open the crash note \(path)", cause: cause)
      }
    }
    let flags = descriptor >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS
    let mapped = mmap(nil, Self.size, PROT_READ | PROT_WRITE, flags, descriptor, 0)
    if descriptor >= 0 { close(descriptor) }
    guard let mapped, mapped != MAP_FAILED else {
      throw MRError(
        .internal, "cannot map the crash note", cause: String(cString: strerror(errno)))
    }
    page = mapped
  }

  deinit { munmap(page, Self.size) }

  /// Says what is being worked on; empty means nothing.
  package func write(_ text: some Collection<UInt8>) {
    let bytes = text.prefix(Self.size - 1)
    UnsafeMutableRawBufferPointer(start: page, count: bytes.count).copyBytes(from: bytes)
    page.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
  }

  /// What a worker that has ended worked on last, or nil.
  package static func read(path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: size)
    let count = fread(&bytes, 1, size, file)
    let note = bytes[..<count].prefix { $0 != 0 }
    return note.isEmpty ? nil : printable(note)
  }
}
