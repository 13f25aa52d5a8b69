internal import PluginHost

/// The language that a plugin was written in, as far as its file shows it.
package enum LanguageRuntime: String, Codable, Sendable, Hashable {
  case c = "C"
  case cPlusPlus = "C++"
  case swift = "Swift"
  case rust = "Rust"
  case python = "Python"

  /// - Parameter hasArchive: whether a zip archive of modules is appended to the library.
  init(_ file: ELFFile, hasArchive: Bool) {
    func needs(_ prefix: String) -> Bool { file.needed.contains { $0.hasPrefix(prefix) } }
    if hasArchive || needs("libpython") {
      self = .python
    } else if (file.defined + file.undefined).contains(where: { $0.hasPrefix("$s") }) {
      // Linkers name libraries that nothing is taken of, SwiftPM the runtimes of Swift and C++ for
      // plugins in C: only mangled names tell the language.
      self = .swift
    } else if file.compilers.contains(where: { $0.hasPrefix("rustc ") }) {
      self = .rust
    } else if (file.defined + file.undefined).contains(where: {
      $0.hasPrefix("_Z") || $0.hasPrefix("__gxx_personality") || $0 == "__cxa_throw"
    }) {
      self = .cPlusPlus
    } else {
      self = .c
    }
  }
}
