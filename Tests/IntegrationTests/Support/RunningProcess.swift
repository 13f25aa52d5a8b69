import Foundation
import Synchronization

/// A process that a test started, in a process group of its own, with its output in files: nothing
/// blocks on a full pipe, and what it printed can be looked at while it runs.
final class RunningProcess: Sendable {
  struct Result: Sendable {
    /// The exit status; 128 + n if signal n ended the process.
    var status: Int32
    var output: [UInt8]
    var errors: String
    var text: String { String(decoding: output, as: UTF8.self) }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let pid: pid_t
  private let command: String
  private let outputPath: String
  private let errorPath: String
  /// Once it is known; the process may not be asked for again then.
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - command: a program, looked for in PATH, and its arguments.
  ///   - input: a file for its standard input.
  ///   - directory: where its output files are made.
  init(
    _ command: [String], environment: [String: String], input: String = "/dev/null",
    directory: String
  ) throws {
    self.command = command.joined(separator: " ")
    let name = "\(directory)/\(UUID().uuidString)"
    (outputPath, errorPath) = (name + ".out", name + ".err")

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigfillset(&defaults)
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var argv = command.map { strdup($0) } + [nil]
    var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, command[0], &actions, &attributes, &argv, &envp)
    guard code == 0 else {
      throw Failure(description: "\(command[0]): \(String(cString: strerror(code)))")
    }
    self.pid = pid
  }

  /// What it has printed so far.
  var output: [UInt8] { Array(FileManager.default.contents(atPath: outputPath) ?? Data()) }
  var errors: String {
    String(decoding: FileManager.default.contents(atPath: errorPath) ?? Data(), as: UTF8.self)
  }

  var hasEnded: Bool {
    status.withLock { status in
      if status != nil { return true }
      var value: Int32 = 0
      guard waitpid(pid, &value, WNOHANG) == pid else { return false }
      let signal = value & 0x7f
      status = signal == 0 ? (value >> 8) & 0xff : 128 + signal
      return true
    }
  }

  /// - Throws: with the end of what it printed, if it does not end in time; it is killed then.
  func wait(_ timeout: Duration = .seconds(60)) async throws -> Result {
    do {
      try await eventually("the end of `\(command)`", within: timeout) { hasEnded }
    } catch {
      kill(-pid, SIGKILL)
      let printed = "\(output.text.suffix(2000))\(errors.suffix(4000))"
      throw Failure(description: "\(error); it printed:\n\(printed)")
    }
    return Result(
      status: status.withLock { $0 } ?? -1, output: output, errors: errors)
  }

  func send(_ signal: Int32) { if !hasEnded { kill(pid, signal) } }

  /// As a terminal does for Ctrl-C.
  func sendToGroup(_ signal: Int32) { if !hasEnded { kill(-pid, signal) } }
}

extension [UInt8] {
  var text: String { String(decoding: self, as: UTF8.self) }
}

/// Waits until something holds.
/// - Throws: what was waited for in vain.
func eventually(
  _ what: String, within timeout: Duration = .seconds(30), _ condition: () throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + timeout
  while try !condition() {
    guard ContinuousClock.now < deadline else {
      throw RunningProcess.Failure(description: "waited \(timeout) in vain for \(what)")
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}
