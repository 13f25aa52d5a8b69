import Glibc
import Model
import Synchronization

/// Keeps other masters away from a state directory until it is released, at the latest when this
/// process ends in whatever way: the kernel drops the lock with the descriptor.
final class StateDirectoryLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// Blocking, but does not wait.
  /// - Throws: `journal`, with the other process's id, if the directory is taken.
  init(directory: String) throws(MRError) {
    let path = directory + "/lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw MRError(.journal, "cannot open \(path)", cause: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      defer { close(descriptor) }
      guard reason == EWOULDBLOCK else {
        throw MRError(.journal, "cannot lock \(path)", cause: String(cString: strerror(reason)))
      }
      let holder = Self.holder(descriptor).map { "process \($0)" } ?? "another process"
      throw MRError(
        .journal, "the state directory \(directory) is in use",
        cause: "a master runs on it: \(holder)",
        remedy: "Stop that master, or choose another directory with --state-dir.")
    }
    let text = Array("\(getpid())\n".utf8)
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count
    else {
      let reason = errno
      close(descriptor)
      throw MRError(.journal, "cannot write \(path)", cause: String(cString: strerror(reason)))
    }
    self.descriptor = Mutex(descriptor)
  }

  deinit { release() }

  func release() {
    let descriptor = descriptor.withLock { descriptor in
      defer { descriptor = nil }
      return descriptor
    }
    guard let descriptor else { return }
    // A child that is just being started has a copy of the descriptor until its program begins:
    // closing alone would leave the lock to it for that long.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int(String(decoding: bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
