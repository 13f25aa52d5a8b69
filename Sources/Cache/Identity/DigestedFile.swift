internal import Digest
internal import Glibc
package import Model

/// A file of the input, and the digest that its content had.
package struct DigestedFile: Sendable {
  package let file: InputFile
  /// The SHA-256 of the file as it lies on disk.
  let digest: [UInt8]
  let identity: [UInt8]
  /// Whether nobody could have written to it any more without a change of its identity: a file that is
  /// written to twice within a tick of its file system's clock looks the same.
  let isSettled: Bool

  init(_ file: InputFile, digest: [UInt8], identity: [UInt8], isSettled: Bool) {
    self.file = file
    self.digest = digest
    self.identity = identity
    self.isSettled = isSettled
  }

  /// The coarsest clock of a file system, in nanoseconds.
  private static let tick = 2_000_000_000

  /// Reads all of a file.
  /// - Parameter identity: What it is at present.
  /// - Returns: nil if it cannot be read, or changes meanwhile.
  init?(reading file: InputFile, _ identity: FileIdentity) {
    let begun = Int(CalendarClock.milliseconds) * 1_000_000
    guard let digest = Self.digest(of: file.path), FileIdentity(file.path) == identity else {
      return nil
    }
    self.init(
      file, digest: digest, identity: identity.bytes,
      isSettled: max(identity.modified, identity.changed) < begun - Self.tick)
  }

  /// Whether the file is what it was.
  package var isUnchanged: Bool {
    guard FileIdentity(file.path)?.bytes == identity else { return false }
    return isSettled || Self.digest(of: file.path) == digest
  }

  /// - Returns: nil if the file cannot be read.
  private static func digest(of path: BytePath) -> [UInt8]? {
    let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var stream = SHA256.Stream()
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 4096)
    defer { memory.deallocate() }
    while true {
      let count = read(descriptor, memory.baseAddress, memory.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return stream.finish() }
      stream.add(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }
  }
}
