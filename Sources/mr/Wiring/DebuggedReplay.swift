import Foundation
import Model

/// This command once more, under gdb: it stops where the plugin's function begins.
struct DebuggedReplay {
  let capsule: String
  let plugin: String?

  /// Replaces this process.
  func exec() throws(MRError) -> Never {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? "/proc/self/exe"
    // Where the function lies is known only once the plugin is loaded: the process under the debugger
    // writes the breakpoint into this file, and stops.
    let script = PrivateDirectory.temporaryPath + "/mr-replay-\(UUID().uuidString)"
    let flags = O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC
    guard close(open(script, flags, 0o600)) == 0 else {
      throw MRError(
        .internal, "cannot create \(script)", cause: String(cString: strerror(errno)))
    }
    var words = [
      "gdb", "-q", "-ex", "handle SIGUSR2 stop nopass",
      "-ex", "run", "-ex", "source \(script)", "-ex", "shell rm -f \(script)",
      "-ex", "continue", "--args", program, "replay", "--stop-script", script,
    ]
    if let plugin { words += ["--plugin", plugin] }
    words.append(capsule)
    var arguments = words.map { strdup($0) } + [nil]
    // The debugger is to hear of its child, and the child is to crash as a plain program does.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    setenv("SWIFT_BACKTRACE", "enable=no", 1)
    execvp("gdb", &arguments)
    let cause = errno
    unlink(script)
    throw MRError(
      .notFound, "cannot start gdb", cause: String(cString: strerror(cause)),
      remedy: "Install it: apt install gdb.")
  }
}
