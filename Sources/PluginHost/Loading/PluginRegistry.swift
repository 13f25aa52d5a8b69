internal import Glibc
internal import Model

/// The libraries of this process, by file, and the plugins among them, so that a file's entry
/// function is called once.
///
/// The loader takes a path that it has seen for the library that it has, although another may lie
/// there by now: a plugin that was built anew while its cluster runs. A path is therefore spelled
/// differently each time that it is opened, which makes the loader compare the files.
struct PluginRegistry {
  private var libraries: [FileIdentity: PluginLibrary] = [:]
  /// The plugins by their libraries' handles.
  private var plugins: [UInt: Plugin] = [:]
  /// How often a path was opened.
  private var openings: [String: Int] = [:]

  /// - Parameter copy: of the file at `path`, which is loaded in its place.
  mutating func load(_ path: String, copy: String?) throws(MRError) -> Plugin {
    let library = try open(path, copy: copy)
    if let plugin = plugins[library.handle] { return plugin }
    let plugin = try Plugin(library)
    plugins[library.handle] = plugin
    return plugin
  }

  mutating func open(_ path: String, copy: String?) throws(MRError) -> PluginLibrary {
    let file = copy ?? path
    guard let identity = FileIdentity(BytePath(file)) else {
      throw MRError(
        .notFound, "there is no plugin \(printable(path.utf8))",
        cause: String(cString: strerror(errno)))
    }
    if let library = libraries[identity] { return library }
    let library = try PluginLibrary(path: path, file: file, opening: openings[file, default: 0])
    openings[file, default: 0] += 1
    LoadedFiles.addLibraries()
    guard !libraries.values.contains(where: { $0.handle == library.handle }) else {
      throw TableReader(library: printable(path.utf8)).refusal(
        "it was rewritten in place after this process had loaded it",
        remedy: "Replace a plugin by another file (install, mv), and start new workers.")
    }
    libraries[identity] = library
    return library
  }
}
