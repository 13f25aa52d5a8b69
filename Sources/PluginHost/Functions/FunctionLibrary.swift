internal import CFFI
internal import Glibc
package import Model

/// A shared library that was opened for its plain functions, and stays open as long as the process
/// lives.
package struct FunctionLibrary: Sendable {
  package let path: String
  private let library: PluginLibrary

  /// Opens the library that a signature names, in the way of the system's loader, and says which
  /// file that is. Runs the library's initialisers, so this is for processes that may crash.
  /// - Parameter name: a path if it has a slash, or else what the loader searches for.
  /// - Returns: an absolute path without symbolic links.
  /// - Throws: `notFound`, in the words of the loader.
  package static func locate(_ name: String) throws(MRError) -> String {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      throw MRError(
        .notFound, "the library \(printable(name.utf8)) cannot be loaded", cause: loaderError(),
        remedy: name.contains("/")
          ? "Give the path of a shared library for this machine."
          : "Give a name that the system's loader knows (libz.so.1), or a path with a slash.")
    }
    guard let file = mr_library_path(handle), let resolved = realpath(file, nil) else {
      throw MRError(
        .notFound, "the file of the library \(printable(name.utf8)) is nowhere to be found",
        cause: loaderError(), remedy: "Give its path.")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// - Parameter copy: as for a plugin.
  /// - Throws: `notFound` when there is no such file, `plugin` when it cannot be loaded.
  package static func load(path: String, copy: String? = nil) throws(MRError) -> FunctionLibrary {
    FunctionLibrary(path: path, library: try Plugin.open(path: path, copy: copy))
  }

  /// - Throws: `notFound` when it does not export a function of that name.
  package func check(_ name: String) throws(MRError) { _ = try address(of: name) }

  func address(of name: String) throws(MRError) -> FunctionAddress {
    guard let symbol = library.symbol(name) else {
      throw MRError(
        .notFound, "the library \(printable(path.utf8)) has no function \(name)",
        cause: Self.loaderError(),
        remedy: "`nm -D` lists what it exports; C++ needs extern \"C\", and C no static.")
    }
    guard mr_is_variable(symbol) == 0 else {
      throw MRError(
        .notFound, "\(name) of the library \(printable(path.utf8)) is a variable, not a function")
    }
    return FunctionAddress(symbol)
  }

  private static func loaderError() -> String? {
    dlerror().map { printable(String(cString: $0).utf8) }
  }
}
