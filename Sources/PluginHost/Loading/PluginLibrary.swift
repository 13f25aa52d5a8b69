internal import CMapReduce
internal import Glibc
internal import Model

/// A shared library that was opened as a plugin and is never closed: its code may be on some stack
/// or in some table for as long as the process lives.
struct PluginLibrary: @unchecked Sendable {
  let path: String
  /// The path that the loader knows it by.
  private let file: String
  private let pointer: UnsafeMutableRawPointer

  /// The loader's identity of the library: the same file has the same one.
  var handle: UInt { UInt(bitPattern: pointer) }

  /// - Parameters:
  ///   - path: as the user knows it.
  ///   - file: what is loaded: the file at `path`, or a copy of it.
  ///   - opening: how often that was opened before; each is another spelling of it.
  init(path: String, file: String, opening: Int) throws(MRError) {
    // The loader would search its own directories for a name without a slash.
    let slash = file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex
    let directory = slash == file.startIndex ? "./" : file[..<slash]
    let spelling = directory + String(repeating: "./", count: opening) + file[slash...]
    guard let pointer = dlopen(String(spelling), RTLD_NOW | RTLD_LOCAL) else {
      throw Self.refusal(
        path, "it cannot be loaded", loadedFrom: String(spelling),
        remedy: "Build it as a shared library for this machine, linked with all that it uses; "
          + "`mr plugin inspect` shows what it lacks.")
    }
    self.path = path
    self.file = String(spelling)
    self.pointer = pointer
  }

  /// Calls the plugin's one exported function.
  /// - Throws: `plugin` when it does not have it.
  func callEntry() throws(MRError) -> UnsafePointer<mr_plugin>? {
    guard let symbol = dlsym(pointer, "mr_plugin_entry") else {
      throw Self.refusal(
        path, "it has no entry function", loadedFrom: file,
        remedy: "Define mr_plugin_entry as mapreduce.h declares it (in C++ as extern \"C\").")
    }
    typealias Entry = @convention(c) () -> UnsafePointer<mr_plugin>?
    return unsafeBitCast(symbol, to: Entry.self)()
  }

  /// The address of what the library exports under a name, or nil.
  func symbol(_ name: String) -> UnsafeMutableRawPointer? { dlsym(pointer, name) }

  /// A refusal whose cause is what the loader says, of the file that the user knows.
  private static func refusal(
    _ path: String, _ what: String, loadedFrom file: String, remedy: String
  ) -> MRError {
    let cause = dlerror().map { String(cString: $0).replacing(file, with: path) }
    return TableReader(library: printable(path.utf8)).refusal(
      what, cause: cause.map { printable($0.utf8) }, remedy: remedy)
  }
}
