import CProcess
import CommandArguments
import Glibc

/// How this process was started, so that another program, or this one anew, can begin in its place
/// without anything that a plugin changed meanwhile.
struct ProcessStart: Sendable {
  private let arguments = ProcessArguments.words
  private let environment: [String]
  private let directory: String?
  private let mask: mode_t
  private let limits: [(soft: UInt, hard: UInt)]

  init() {
    var variables: [String] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    environment = variables
    directory = try? currentDirectory()
    mask = umask(0)
    umask(mask)
    limits = (0..<UInt32(mr_limit_count())).map { resource in
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(resource), &limit)
      return (limit.rlim_cur, limit.rlim_max)
    }
  }

  /// Runs this program anew in the place of this process: the kernel ends its threads and takes its
  /// memory back, and everything that would stay is put back here.
  func repeatIt() -> Never {
    umask(mask)
    if let directory { chdir(directory) }
    for (resource, limit) in limits.enumerated() {
      var limit = rlimit(rlim_cur: limit.soft, rlim_max: limit.hard)
      setrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
    }
    for signal in 1..<65 as Range<Int32> { Glibc.signal(signal, SIG_DFL) }
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    alarm(0)
    // Not closed here: other threads still use them.
    for descriptor in 3..<Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))) {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    execve("/proc/self/exe", &words, &variables)
    perror("mr worker: cannot begin anew")
    _exit(EXIT_FAILURE)
  }
}
