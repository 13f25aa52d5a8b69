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
      // SwiftPM links libraries in C with the Swift runtime too; only Swift mangles names so.
      self = .swift
    } else if file.compilers.contains(where: { $0.hasPrefix("rustc ") }) {
      self = .rust
    } else if needs("libstdc++.") || needs("libc++.") || file.undefined.contains("__cxa_throw") {
      self = .cPlusPlus
    } else {
      self = .c
    }
  }
}
