import CProcess
import Glibc
import Model
import Synchronization

/// What plugins print in this process, line by line. The master has given the process's standard output and error a
/// file: what was added to it since the last look is read back from there. Where they go to anything but a
/// file, somebody sees them already.
final class PrintedLines: Sendable {
  private struct State {
    var position: off_t
    /// A line whose end is not printed yet.
    var rest: [UInt8] = []
    /// The last lines of the attempt that runs.
    var last: [String] = []
  }
  private let file: CInt
  private let state: Mutex<State>

  /// Of what is printed between two looks so much is taken, from its beginning and from its end, in bytes.
  private static let (head, tail) = (8 << 10, 2 << 10)
  private static let lastCount = 3

  /// - Parameter descriptor: Where plugins print to.
  init(_ descriptor: CInt) {
    file = open("/proc/self/fd/\(descriptor)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    state = Mutex(State(position: Self.size(of: file) ?? 0))
  }

  deinit { if file >= 0 { close(file) } }

  /// An attempt begins.
  func begin() { state.withLock { $0.last = [] } }

  /// The last lines of the attempt that runs or has just ended.
  var last: [String] { state.withLock { $0.last } }

  /// What was printed since the last time.
  /// - Parameter isEnd: Whether the attempt has ended: what it printed is complete then.
  func take(isEnd: Bool) -> [String] {
    if isEnd { mr_flush_printed() }
    return state.withLock { state in
      guard let size = Self.size(of: file) else { return [] }
      // Somebody has emptied the file.
      if size < state.position { state.position = size }
      let count = Int(size - state.position)
      var lines: [String] = []
      if count <= Self.head + Self.tail {
        state.rest += read(count, at: state.position)
      } else {
        lines = complete(&state, read(Self.head, at: state.position), isEnd: true)
        lines.append("(\(count - Self.head - Self.tail) bytes that were printed are left out here)")
        state.rest = read(Self.tail, at: size - off_t(Self.tail))
      }
      state.position = size
      lines += complete(&state, [], isEnd: isEnd)
      state.last = (state.last + lines.suffix(Self.lastCount)).suffix(Self.lastCount)
      return lines
    }
  }

  /// The lines of what is there by now, without those that say nothing.
  private func complete(_ state: inout State, _ bytes: [UInt8], isEnd: Bool) -> [String] {
    let text = state.rest + bytes
    let newline = UInt8(ascii: "\n")
    let isLong = text.count > Self.head
    let end = isEnd || isLong ? text.endIndex : text.lastIndex(of: newline).map { $0 + 1 } ?? 0
    state.rest = Array(text[end...])
    return text[..<end].split(separator: newline)
      .map { String(decoding: $0, as: UTF8.self) }.filter { !$0.allSatisfy(\.isWhitespace) }
  }

  private func read(_ count: Int, at position: off_t) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
      length = max(0, pread(file, buffer.baseAddress, count, position))
    }
  }

  /// - Returns: nil if it is no file.
  private static func size(of file: CInt) -> off_t? {
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return status.st_size
  }
}
