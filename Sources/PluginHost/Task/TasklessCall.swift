internal import Glibc

/// The last host function that this thread's plugin called with NULL for the task. Without the task
/// there is no context to note it in, but it must not pass unseen: the plugin may have meant to
/// emit.
enum TasklessCall {
  /// Holds the function's name as a C string of static life.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  static func remember(_ function: StaticString) {
    pthread_setspecific(key, function.utf8Start)
  }

  /// The function's name, once.
  static func take() -> String? {
    guard let name = pthread_getspecific(key) else { return nil }
    pthread_setspecific(key, nil)
    return String(cString: name.assumingMemoryBound(to: CChar.self))
  }
}
