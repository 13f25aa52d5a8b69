internal import Glibc
package import Model

/// Finds the file of a plugin that was named on a command line: `wordcount`, `./my.so`.
package struct PluginLocator: Sendable {
  /// Where bundled plugins lie, in the order of the search.
  private let directories: [String]
  private let currentDirectory: String

  package init(directories: [String], currentDirectory: String) {
    self.directories = directories
    self.currentDirectory = currentDirectory
  }

  /// Searches the directories of `MR_PLUGIN_PATH` (separated by colons), then the one that the
  /// program lies in, then `../lib/mapreduce/plugins` seen from there.
  /// - Parameter first: directories that are searched before those.
  package static func standard(first: [String] = []) -> PluginLocator {
    var directories = first
    if let path = getenv("MR_PLUGIN_PATH") {
      directories += String(cString: path).split(separator: ":").map(String.init)
    }
    if let program = realPath("/proc/self/exe"), let slash = program.lastIndex(of: "/") {
      let directory = String(program[..<slash])
      directories += [directory, "\(directory)/../lib/mapreduce/plugins"]
    }
    return PluginLocator(directories: directories, currentDirectory: ".")
  }

  /// - Parameter name: a path if it has a slash; otherwise a bundled plugin's name, or a file
  ///   `*.so` of the current directory.
  /// - Returns: an absolute path without symbolic links.
  /// - Throws: `notFound`, which says where the plugin was looked for and what is there.
  package func locate(_ name: String) throws(MRError) -> String {
    for candidate in candidates(name) {
      if let path = Self.realPath(candidate), Self.isFile(path) { return path }
    }
    if name.contains("/") {
      throw MRError(
        .notFound, "there is no plugin file \(printable(name.utf8))",
        remedy: "Give the path of a shared library, or the name of a bundled plugin.")
    }
    let bundled = bundledNames()
    throw MRError(
      .notFound, "there is no plugin \"\(printable(name.utf8))\"",
      cause: "looked in \(directories.map { printable($0.utf8) }.joined(separator: ", "))",
      remedy: bundled.isEmpty
        ? "Set MR_PLUGIN_PATH to the directory of the plugins, or give a path with a slash."
        : "Bundled plugins: \(bundled.joined(separator: ", ")). For a file, give a path with a slash."
    )
  }

  private func candidates(_ name: String) -> [String] {
    if name.hasPrefix("/") { return [name] }
    if name.contains("/") { return ["\(currentDirectory)/\(name)"] }
    guard !name.isEmpty else { return [] }
    let bundled = directories.flatMap { ["\($0)/lib\(name).so", "\($0)/\(name).so"] }
    return name.hasSuffix(".so") ? bundled + ["\(currentDirectory)/\(name)"] : bundled
  }

  /// What `lib*.so` in the directories are called. Beside a program that was built by SwiftPM lie
  /// only the plugins; a directory of other libraries is the user's choice.
  private func bundledNames() -> [String] {
    var names: Set<String> = []
    for directory in directories {
      guard let stream = opendir(directory) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let file = withUnsafeBytes(of: &entry.pointee.d_name) {
          printable($0.prefix { $0 != 0 })
        }
        guard file.hasSuffix(".so") else { continue }
        names.insert(String(file.dropFirst(file.hasPrefix("lib") ? 3 : 0).dropLast(3)))
      }
    }
    return names.sorted()
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
