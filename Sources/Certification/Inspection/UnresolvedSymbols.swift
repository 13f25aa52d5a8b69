internal import Glibc

/// Finds what keeps a plugin from being loaded. Loads it lazily, which runs its initialisers:
/// belongs in a child process.
enum UnresolvedSymbols {
  /// - Parameter symbols: those that the library does not define.
  /// - Returns: those that nobody defines; empty if that cannot be told.
  static func find(_ symbols: [String], in path: String) -> [String] {
    guard let library = dlopen(path, RTLD_LAZY | RTLD_LOCAL) else { return [] }
    return symbols.filter { symbol in
      dlerror()
      return dlsym(library, symbol) == nil && dlerror() != nil && dlsym(nil, symbol) == nil
    }
  }
}
