import CProcess

/// What of this process a plugin can change and the next job would meet: the settings of the process
/// itself. Threads, files and memory are in files of their own.
struct ProcessState {
  private var state = mr_process_state()

  /// The state as it is now. No other thread may make files meanwhile.
  init() { mr_read_process_state(&state) }

  /// What is not as it was; nil if all is.
  func change(since former: ProcessState) -> String? {
    let former = former.state
    if state.mask != former.mask {
      return "the mask for new files is 0\(String(state.mask, radix: 8))"
    }
    if state.directory != former.directory { return "the working directory is another" }
    if state.limits != former.limits { return "a resource limit is another" }
    if state.handlers != former.handlers { return "a signal is handled in another way" }
    if state.locale != former.locale { return "the locale is another" }
    if state.environment != former.environment { return "the environment's variables are others" }
    if state.user != former.user { return "the process runs as another user" }
    if state.has_timer != former.has_timer { return "a timer is set" }
    return nil
  }
}
