import Foundation
import Synchronization

/// A log of lines that a job's followers read while it grows. Each line gets the time before it.
final class LogFile: Sendable {
  let path: String
  private let handle: Mutex<FileHandle?>
  /// Rises with every line.
  let changed = Signal()

  /// Opens the file to append to it, or makes it. A log that cannot be opened swallows its lines:
  /// no job fails for want of a log.
  init(path: String) {
    self.path = path
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    let file = descriptor >= 0 ? FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) : nil
    handle = Mutex(file)
  }

  func append(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    let time = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
    let text = lines.map { "\(time) \($0)\n" }.joined()
    handle.withLock { handle in try? handle?.write(contentsOf: Data(text.utf8)) }
    changed.notify()
  }

  func append(_ line: String) { append([line]) }

  /// Closes the file; later lines are swallowed.
  func close() {
    handle.withLock { handle in
      try? handle?.close()
      handle = nil
    }
    changed.notify()
  }
}
