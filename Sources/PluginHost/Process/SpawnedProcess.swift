internal import Glibc
package import Model

/// A child process whose output is collected, and which is killed when its time is up. It starts as a
/// plain program does: no signal is blocked or ignored.
package struct SpawnedProcess {
  package struct Ending: Sendable, CustomStringConvertible {
    package var status: Int32
    package var isTimedOut: Bool
    package var output: [UInt8]
    package var errors: [UInt8]
    /// In MiB.
    package var peakMemory: Int

    /// `was killed by signal 11 (Segmentation fault)`
    package var description: String {
      let signal = status & 0x7f
      return signal == 0
        ? "exited with status \(status >> 8 & 0xff)"
        : "was killed by signal \(signal) (\(String(cString: strsignal(signal))))"
    }
  }

  private let process: pid_t
  private let leadsGroup: Bool
  private let output: Int32
  private let errors: Int32
  /// Of either stream; the rest is read and dropped.
  private static let mostBytes = 4 << 20

  /// - Parameters:
  ///   - words: the program, looked for in `PATH` if it has no slash, and its arguments.
  ///   - environment: what is added to this process's.
  ///   - input: what it reads, before it does anything else.
  ///   - leadsGroup: whether it is a process group of its own: Ctrl-C on the terminal is not for it,
  ///     and what it leaves running ends with it.
  package init(
    _ words: [String], environment: [String], input: [UInt8] = [], leadsGroup: Bool = false
  ) throws(MRError) {
    let output = try Pipe()
    let errors = try Pipe()
    let request = try Pipe()
    process = try Self.spawn(
      words, environment, leadsGroup, streams: (request.reading, output.writing, errors.writing))
    self.leadsGroup = leadsGroup
    self.output = output.takeReading()
    self.errors = errors.takeReading()
    request.closeReading()
    var rest = input[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(request.writing, $0.baseAddress, $0.count) }
      // Whoever ended before it read all of it says so by its end.
      if count < 0 && errno != EINTR { break }
      rest = rest.dropFirst(max(0, count))
    }
  }

  private static func spawn(
    _ words: [String], _ environment: [String], _ leadsGroup: Bool,
    streams: (input: Int32, output: Int32, errors: Int32)
  ) throws(MRError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, streams.errors, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        | (leadsGroup ? Int16(POSIX_SPAWN_SETPGROUP) : 0))
    var arguments = words.map { strdup($0) } + [nil]
    var variables = Self.variables(adding: environment)
    defer { (arguments + variables).forEach { free($0) } }
    var process = pid_t()
    let status = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
    guard status == 0 else {
      throw MRError(
        .internal, "cannot start \(words[0])", cause: String(cString: strerror(status)))
    }
    return process
  }

  private static func variables(adding environment: [String]) -> [UnsafeMutablePointer<CChar>?] {
    let names = environment.compactMap { $0.split(separator: "=").first.map { "\($0)=" } }
    var variables = environment.map { strdup($0) }
    var inherited = environ
    while let variable = inherited.pointee {
      let text = String(cString: variable)
      if !names.contains(where: text.hasPrefix) { variables.append(strdup(variable)) }
      inherited += 1
    }
    return variables + [nil]
  }

  /// Collects what it prints until it has ended; kills it after that time, or when `isCancelled` says
  /// so, which is asked a few times a second. To be called once.
  package func wait(_ timeout: Duration, isCancelled: () -> Bool = { false }) -> Ending {
    defer {
      close(output)
      close(errors)
    }
    var ending = Ending(status: 0, isTimedOut: false, output: [], errors: [], peakMemory: 0)
    let deadline = ContinuousClock.now + timeout
    var isOpen = (output: true, errors: true)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    // What the plugin left running holds the pipes open, and may print for ever: the process's own end
    // is what counts, and what was in the pipes by then.
    var hasEnded = false
    var rest = 16
    while isOpen.output || isOpen.errors, rest > 0 {
      var descriptors = [
        pollfd(fd: isOpen.output ? output : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen.errors ? errors : -1, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&descriptors, 2, hasEnded ? 0 : 50)
      if descriptors[0].revents != 0 { isOpen.output = read(output, &buffer, &ending.output) }
      if descriptors[1].revents != 0 { isOpen.errors = read(errors, &buffer, &ending.errors) }
      if hasEnded {
        if ready <= 0 { break }
        rest -= 1
      } else if self.hasEnded {
        hasEnded = true
      } else if ContinuousClock.now > deadline || isCancelled() {
        ending.isTimedOut = true
        break
      }
    }
    // A process can close its output and go on.
    while !ending.isTimedOut, !hasEnded {
      hasEnded = self.hasEnded
      ending.isTimedOut = !hasEnded && (ContinuousClock.now > deadline || isCancelled())
      if !hasEnded { usleep(100) }
    }
    reap(&ending)
    return ending
  }

  /// Whether it is there for `reap` only.
  private var hasEnded: Bool {
    var info = siginfo_t()
    let status = waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT)
    return status < 0 ? errno != EINTR : info.si_signo != 0
  }

  /// Its number is its own, and its group's, until this has been called.
  private func reap(_ ending: inout Ending) {
    if ending.isTimedOut { kill(process, SIGKILL) }
    if leadsGroup { kill(-process, SIGKILL) }
    var usage = rusage()
    while wait4(process, &ending.status, 0, &usage) < 0, errno == EINTR {}
    ending.peakMemory = usage.ru_maxrss >> 10
  }

  /// - Returns: false at the end.
  private func read(_ descriptor: Int32, _ buffer: inout [UInt8], _ bytes: inout [UInt8]) -> Bool {
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return count < 0 && errno == EINTR }
    bytes += buffer[..<min(count, max(0, Self.mostBytes - bytes.count))]
    return true
  }
}
