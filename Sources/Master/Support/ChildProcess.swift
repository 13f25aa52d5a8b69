import Foundation
import Model
import PluginHost
import Subprocess
import SystemPackage

/// A child process of the master: a worker, or the store. It lives as long as the
/// task that runs it: when that is cancelled it is asked to end, then killed; and should the
/// master die, the kernel ends it.
enum ChildProcess {
  /// How a child ended, in words: `was killed by signal 11 (Segmentation fault)`.
  struct Ending: Sendable, CustomStringConvertible {
    var status: TerminationStatus
    var isSuccess: Bool { status.isSuccess }
    /// The signal that ended it, if one did.
    var signal: Int? { if case .signaled(let signal) = status { Int(signal) } else { nil } }
    var description: String {
      switch status {
      case .exited(let code): "exited with status \(code)"
      case .signaled(let signal):
        "was killed by signal \(signal) (\(String(cString: strsignal(signal))))"
      }
    }
  }

  /// What a child runs.
  enum Program: Sendable, CustomStringConvertible {
    /// This program, with one of its commands.
    case own
    /// Another, by its name.
    case named(String)

    var description: String {
      switch self {
      case .own: ChildProcess.ownExecutable
      case .named(let name): name
      }
    }
  }

  /// Tells a child that is this program who started it, for it to end with that.
  private static let parentVariable = "MR_WORKER_PARENT"

  private static let ownExecutable: String = {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? "/proc/self/exe"
  }()

  /// Runs a program until it ends. Its output is appended to a file.
  /// - Parameter grace: How long it may take to end when the task is cancelled; nil for a program
  ///   that has nothing to put in order.
  static func run(
    _ program: Program, _ arguments: [String], environment: [String: String] = [:],
    logPath: String, grace: Duration? = nil
  ) async throws(MRError) -> Ending {
    do {
      let log = try FileDescriptor.open(
        FilePath(logPath), .writeOnly, options: [.append, .create, .closeOnExec],
        permissions: [.ownerReadWrite])
      defer { try? log.close() }
      let result = try await Subprocess.run(
        try await configuration(program, arguments, environment, grace), input: .none,
        output: .fileDescriptor(log, closeAfterSpawningProcess: false),
        error: .fileDescriptor(log, closeAfterSpawningProcess: false))
      // What a plugin started and left is in the group of its worker.
      kill(-result.processIdentifier.value, SIGKILL)
      return Ending(status: result.terminationStatus)
    } catch {
      if let error = error as? MRError { throw error }
      throw MRError(.internal, "cannot run \(program)", cause: "\(error)")
    }
  }

  /// Runs a program until it ends. It has the outputs of this process.
  /// - Parameter input: what it reads from its standard input.
  static func run(
    _ program: Program, _ arguments: [String], environment: [String: String],
    input: [UInt8], grace: Duration
  ) async throws(MRError) -> Ending {
    do {
      let result = try await Subprocess.run(
        try await configuration(program, arguments, environment, grace), input: .array(input),
        output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
        error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
      kill(-result.processIdentifier.value, SIGKILL)
      return Ending(status: result.terminationStatus)
    } catch {
      if let error = error as? MRError { throw error }
      throw MRError(.internal, "cannot run \(program)", cause: "\(error)")
    }
  }

  struct Collected: Sendable {
    var ending: Ending
    var output: String
    var errors: String
  }

  /// Runs a program and collects what it prints, up to 4 MiB each.
  /// - Parameter timeout: After which it is ended.
  static func collect(
    _ program: Program, _ arguments: [String], timeout: Duration
  ) async throws(MRError) -> Collected {
    do {
      return try await withThrowingTaskGroup(of: Collected?.self) { group in
        group.addTask {
          let result = try await Subprocess.run(
            try await configuration(program, arguments, [:], nil), input: .none,
            output: .string(limit: 4 << 20), error: .string(limit: 4 << 20))
          return Collected(
            ending: Ending(status: result.terminationStatus),
            output: result.standardOutput, errors: result.standardError)
        }
        group.addTask {
          try await Task.sleep(for: timeout)
          return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let collected = first else {
          throw MRError(.internal, "\(program) did not end within \(timeout)")
        }
        return collected
      }
    } catch {
      if let error = error as? MRError { throw error }
      throw MRError(.internal, "cannot run \(program)", cause: "\(error)")
    }
  }

  /// Looked up once: given a name, Subprocess forks this process for every directory of `PATH` that
  /// may have the program.
  private static let setpriv = Task {
    (try? await Executable.name("setpriv").resolveExecutablePath(in: .inherit))
      .map { Executable.path($0) }
  }

  private static func configuration(
    _ program: Program, _ arguments: [String], _ environment: [String: String],
    _ grace: Duration?
  ) async throws(MRError) -> Configuration {
    var options = PlatformOptions()
    // A group of its own: Ctrl-C on the terminal is the master's to handle.
    options.processGroupID = 0
    if let grace {
      options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: grace)]
    }
    var environment = environment
    // The kernel is to end the child when the thread that started it ends; Subprocess starts all
    // children from one thread that lives as long as this process. `setpriv` asks the kernel for that on
    // behalf of a program that does not.
    let executable: Executable
    var words = arguments
    switch program {
    case .own:
      executable = .path(FilePath(ownExecutable))
      environment[parentVariable] = "\(getpid())"
    case .named(let name):
      guard let setpriv = await setpriv.value else {
        throw MRError(
          .notFound, "there is no program setpriv, which mr starts \(name) with",
          remedy: "Install it (apt-get install util-linux), or add its directory to PATH.")
      }
      executable = setpriv
      words = ["--pdeathsig", "KILL", "--", name] + arguments
    }
    return Configuration(
      executable: executable, arguments: Arguments(words),
      environment: .custom(
        PluginEnvironment.inherited(adding: environment.map { "\($0.key)=\($0.value)" })),
      platformOptions: options)
  }
}
