internal import Glibc
package import Model

/// A child process that is given some input, whose output is collected, and which is killed when its
/// time is up. It starts as a plain program does: no signal is blocked or ignored. It is a process group
/// of its own: Ctrl-C on the terminal is not for it, and what it leaves running ends with it.
package final class SpawnedProcess {
  package struct Ending: Sendable, CustomStringConvertible {
    package var status: Int32
    package var isTimedOut: Bool
    package var output: [UInt8]
    package var errors: [UInt8]
    /// The most memory that it had, in MiB.
    package var peakMemory: Int

    /// The ending in words: `was killed by signal 11 (Segmentation fault)`.
    package var description: String {
      let signal = status & 0x7f
      return signal == 0
        ? "exited with status \(status >> 8 & 0xff)"
        : "was killed by signal \(signal) (\(String(cString: strsignal(signal))))"
    }
  }

  private let process: pid_t
  /// Both ends stay here until the child has ended: a write to a pipe that nobody reads would end this
  /// process.
  private let input: Pipe
  private let output: Pipe
  private let errors: Pipe
  /// What is still to be written.
  private var request: ArraySlice<UInt8>
  private var isOutputOpen = true
  private var isErrorsOpen = true
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// How much of standard output is kept, in bytes; the rest is read and dropped.
  private static let mostOutput = 64 << 20
  /// How much of standard error is kept, in bytes: the last is what counts.
  private static let mostErrors = 64 << 10

  /// - Parameters:
  ///   - words: the program, looked for in `PATH` if it has no slash, and its arguments.
  ///   - environment: what is added to what plugins see of this process's.
  ///   - input: what it reads.
  package init(
    _ words: [String], environment: [String], input: [UInt8] = []
  ) throws(MRError) {
    self.input = try Pipe()
    output = try Pipe()
    errors = try Pipe()
    request = input[...]
    _ = fcntl(self.input.writing, F_SETFL, O_NONBLOCK)
    process = try Self.spawn(
      words, environment, streams: (self.input.reading, output.writing, errors.writing))
    output.closeWriting()
    errors.closeWriting()
  }

  /// Hands over its input and collects what it prints until it has ended; kills it after that time, or
  /// when `isCancelled` says so, which is asked a few times a second. To be called once.
  /// - Parameter restartsWithOutput: Whether the time begins anew whenever it prints on its standard output.
  package func wait(
    _ timeout: Duration, restartsWithOutput: Bool = false, isCancelled: () -> Bool = { false }
  ) -> Ending {
    var ending = Ending(status: 0, isTimedOut: false, output: [], errors: [], peakMemory: 0)
    var deadline = ContinuousClock.now + timeout
    func isOver() -> Bool { ContinuousClock.now > deadline || isCancelled() }
    // What the plugin left running holds the pipes open, and may print for ever: the process's own end
    // is what counts, and what was in the pipes by then.
    var hasEnded = false
    var rest = 16
    write()
    while isOutputOpen || isErrorsOpen, rest > 0 {
      let known = ending.output.count
      let isReady = exchange(&ending, milliseconds: hasEnded ? 0 : 50)
      if restartsWithOutput, ending.output.count > known { deadline = .now + timeout }
      if hasEnded {
        if !isReady { break }
        rest -= 1
      } else if self.hasEnded {
        hasEnded = true
        input.closeWriting()
      } else if isOver() {
        ending.isTimedOut = true
        break
      }
    }
    // A process can close its output and go on.
    while !ending.isTimedOut, !hasEnded {
      hasEnded = self.hasEnded
      ending.isTimedOut = !hasEnded && isOver()
      if !hasEnded { usleep(100) }
    }
    reap(&ending)
    return ending
  }

  /// Waits until something can be read or written, and does it.
  /// - Returns: whether there was anything.
  private func exchange(_ ending: inout Ending, milliseconds: Int32) -> Bool {
    var descriptors = [
      pollfd(fd: isOutputOpen ? output.reading : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isErrorsOpen ? errors.reading : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: input.writing, events: Int16(POLLOUT), revents: 0),
    ]
    let ready = poll(&descriptors, 3, milliseconds)
    if descriptors[0].revents != 0 {
      isOutputOpen = read(output) {
        ending.output += $0.prefix(Self.mostOutput - ending.output.count)
      }
    }
    if descriptors[1].revents != 0 {
      isErrorsOpen = read(errors) {
        ending.errors += $0
        ending.errors.removeFirst(max(0, ending.errors.count - Self.mostErrors))
      }
    }
    if descriptors[2].revents != 0 { write() }
    return ready > 0
  }

  /// Writes what the pipe takes of the request, and then its end.
  private func write() {
    while !request.isEmpty {
      let count = request.withUnsafeBytes { Glibc.write(input.writing, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      request = request.dropFirst(count)
    }
    input.closeWriting()
  }

  /// Whether it is there for `reap` only.
  private var hasEnded: Bool {
    var info = siginfo_t()
    let status = waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT)
    return status < 0 ? errno != EINTR : info.si_signo != 0
  }

  /// Its number is its own, and its group's, until this has been called.
  private func reap(_ ending: inout Ending) {
    kill(-process, SIGKILL)
    var usage = rusage()
    while wait4(process, &ending.status, 0, &usage) < 0, errno == EINTR {}
    ending.peakMemory = usage.ru_maxrss >> 10
  }

  /// - Returns: false at the end.
  private func read(_ pipe: Pipe, _ take: (ArraySlice<UInt8>) -> Void) -> Bool {
    let count = Glibc.read(pipe.reading, &buffer, buffer.count)
    guard count > 0 else { return count < 0 && errno == EINTR }
    take(buffer[..<count])
    return true
  }
}
