internal import Glibc
internal import Model

/// A child process whose output is collected, and which is killed when its time is up.
struct SpawnedProcess {
  struct Ending {
    var status: Int32
    var isTimedOut: Bool
    var output: [UInt8]
    var errors: [UInt8]
    /// In MiB.
    var peakMemory: Int
  }

  private let process: pid_t
  private let output: Int32
  private let errors: Int32
  /// Of either stream; the rest is read and dropped.
  private static let mostBytes = 4 << 20

  /// - Parameters:
  ///   - words: the program's path and its arguments.
  ///   - environment: what is added to this process's.
  init(_ words: [String], environment: [String]) throws(MRError) {
    var out: [Int32] = [-1, -1]
    var err: [Int32] = [-1, -1]
    guard pipe(&out) == 0, pipe(&err) == 0 else {
      throw MRError(.internal, "cannot make a pipe", cause: String(cString: strerror(errno)))
    }
    for end in out + err { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO)
    var arguments = words.map { strdup($0) } + [nil]
    let names = environment.compactMap { $0.split(separator: "=").first.map { "\($0)=" } }
    var variables = environment.map { strdup($0) }
    var inherited = environ
    while let variable = inherited.pointee {
      let text = String(cString: variable)
      if !names.contains(where: text.hasPrefix) { variables.append(strdup(variable)) }
      inherited += 1
    }
    variables.append(nil)
    defer { (arguments + variables).forEach { free($0) } }
    var process = pid_t()
    let status = posix_spawn(&process, words[0], &actions, nil, &arguments, &variables)
    close(out[1])
    close(err[1])
    guard status == 0 else {
      close(out[0])
      close(err[0])
      throw MRError(
        .internal, "cannot start \(words[0])", cause: String(cString: strerror(status)))
    }
    self.process = process
    output = out[0]
    errors = err[0]
  }

  /// Collects what it prints until it has ended; kills it after `seconds`. To be called once.
  func wait(seconds: Int) -> Ending {
    defer {
      close(output)
      close(errors)
    }
    var ending = Ending(status: 0, isTimedOut: false, output: [], errors: [], peakMemory: 0)
    let deadline = monotonicTime() + UInt64(seconds) * 1_000_000_000
    var usage = rusage()
    var isOpen = (output: true, errors: true)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    // Children that the plugin left hold the pipes open: its own end is what counts.
    var hasEnded = false
    while isOpen.output || isOpen.errors {
      var descriptors = [
        pollfd(fd: isOpen.output ? output : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen.errors ? errors : -1, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&descriptors, 2, hasEnded ? 0 : 50)
      if descriptors[0].revents != 0 { isOpen.output = read(output, &buffer, &ending.output) }
      if descriptors[1].revents != 0 { isOpen.errors = read(errors, &buffer, &ending.errors) }
      if ready <= 0 {
        if hasEnded { break }
        hasEnded = wait4(process, &ending.status, WNOHANG, &usage) == process
      }
      if !hasEnded, monotonicTime() > deadline {
        ending.isTimedOut = true
        kill(process, SIGKILL)
        break
      }
    }
    if !hasEnded { reap(&ending, &usage, deadline) }
    ending.peakMemory = usage.ru_maxrss >> 10
    return ending
  }

  /// A process can close its output and go on.
  private func reap(_ ending: inout Ending, _ usage: inout rusage, _ deadline: UInt64) {
    while true {
      let result = wait4(process, &ending.status, ending.isTimedOut ? 0 : WNOHANG, &usage)
      if result == process || result < 0 && errno != EINTR { return }
      if result == 0 {
        if monotonicTime() > deadline {
          ending.isTimedOut = true
          kill(process, SIGKILL)
        }
        usleep(1000)
      }
    }
  }

  /// - Returns: false at the end.
  private func read(_ descriptor: Int32, _ buffer: inout [UInt8], _ bytes: inout [UInt8]) -> Bool {
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return count < 0 && errno == EINTR }
    bytes += buffer[..<min(count, max(0, Self.mostBytes - bytes.count))]
    return true
  }
}
