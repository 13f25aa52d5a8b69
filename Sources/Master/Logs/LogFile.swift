import Foundation
import Synchronization

/// A log of lines that a job's followers read while it grows. Each line gets the time before it.
final class LogFile: Sendable {
  let path: String
  private let isClosed = Mutex(false)
  /// Rises with every line.
  let changed = Signal()

  /// Makes the file, if there is none. A log that cannot be opened swallows its lines: no job fails
  /// for want of a log.
  init(path: String) {
    self.path = path
    _ = opened()
  }

  func append(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    let time = LogTime.text(Clock.milliseconds)
    let text = lines.map { "\(time) \($0)\n" }.joined()
    isClosed.withLock { isClosed in
      if !isClosed { try? opened()?.write(contentsOf: Data(text.utf8)) }
    }
    changed.notify()
  }

  func append(_ line: String) { append([line]) }

  /// Later lines are swallowed.
  func close() {
    isClosed.withLock { $0 = true }
    changed.notify()
  }

  /// The file, for one write. It is not kept open: hundreds of jobs may wait in queues, and a
  /// process has a thousand descriptors.
  private func opened() -> FileHandle? {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    return descriptor >= 0 ? FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) : nil
  }
}
