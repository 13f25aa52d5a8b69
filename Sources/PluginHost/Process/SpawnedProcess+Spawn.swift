internal import Glibc
internal import Model

extension SpawnedProcess {
  /// Starts a program as the leader of a process group.
  static func spawn(
    _ words: [String], _ environment: [String],
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
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
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
    let variables = PluginEnvironment.inherited(adding: environment).map { variable in
      variable.withUnsafeBytes { $0.bindMemory(to: CChar.self).baseAddress.flatMap { strdup($0) } }
    }
    return variables + [nil]
  }
}
