import CProcess
import Glibc

/// What of this process a plugin can change and the next job would meet: the settings of the process
/// itself. Threads, files and memory are in files of their own.
struct ProcessState {
  private let mask: mode_t
  private let directory: String
  private let limits: [Limit]
  private let handlers: [UInt]
  private let locale: String
  private let environment: [String]
  private let user: [UInt32]
  private let hasTimer: Bool

  private struct Limit: Equatable {
    var soft: UInt
    var hard: UInt
  }

  /// As it is now. No other thread may make files meanwhile: there is no way to read the mask for new
  /// files but to set it.
  init() {
    mask = umask(0)
    umask(mask)
    directory = Self.workingDirectory
    limits = (0..<UInt32(mr_limit_count())).map { resource in
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(resource), &limit)
      return Limit(soft: limit.rlim_cur, hard: limit.rlim_max)
    }
    handlers = (1..<65 as Range<Int32>).map { signal in
      var action = sigaction()
      sigaction(signal, nil, &action)
      return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
    }
    locale = setlocale(LC_ALL, nil).map { String(cString: $0) } ?? ""
    environment = Self.variables
    user = [getuid(), geteuid(), getgid(), getegid()]
    hasTimer = [ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF].contains { which in
      var timer = itimerval()
      getitimer(__itimer_which_t(which.rawValue), &timer)
      return timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0
    }
  }

  /// What is not as it was; nil if all is.
  func change(since former: ProcessState) -> String? {
    if mask != former.mask { return "the mask for new files is 0\(String(mask, radix: 8))" }
    if directory != former.directory { return "the working directory is another" }
    if limits != former.limits { return "a resource limit is another" }
    if handlers != former.handlers { return "a signal is handled in another way" }
    if locale != former.locale { return "the locale is \(locale)" }
    if environment != former.environment { return "the environment's variables are others" }
    if user != former.user { return "the process runs as another user" }
    if hasTimer != former.hasTimer { return "a timer is set" }
    return nil
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  private static var variables: [String] {
    var variables: [String] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    return variables
  }
}
