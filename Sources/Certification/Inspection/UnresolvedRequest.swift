internal import Glibc
internal import Planning

/// Asks which symbols keep a plugin from being loaded. The child loads it lazily, which runs its
/// initialisers.
package struct UnresolvedRequest: ChildRequest {
  /// The symbols that nobody defines; empty if that cannot be told.
  package typealias Answer = [String]
  package static let name = "unresolved"

  /// The symbols that the library does not define.
  let symbols: [String]
  let path: String

  /// The child's part.
  package func answer() -> [String] {
    guard let library = dlopen(path, RTLD_LAZY | RTLD_LOCAL) else { return [] }
    return symbols.filter { symbol in
      dlerror()
      return dlsym(library, symbol) == nil && dlerror() != nil && dlsym(nil, symbol) == nil
    }
  }
}
