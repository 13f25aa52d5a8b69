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
  /// By their libraries' handles.
  private var plugins: [UInt: Plugin] = [:]
  /// How often a path was opened.
  private var openings: [String: Int] = [:]

  /// What changes when a file is replaced or rewritten.
  private struct FileIdentity: Hashable {
    var device: dev_t
    var inode: ino_t
    var size: off_t
    var seconds: Int
    var nanoseconds: Int

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      device = status.st_dev
      inode = status.st_ino
      size = status.st_size
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    }
  }

  mutating func load(_ path: String) throws(MRError) -> Plugin {
    let library = try open(path)
    if let plugin = plugins[library.handle] { return plugin }
    let plugin = try Plugin(library)
    plugins[library.handle] = plugin
    return plugin
  }

  mutating func open(_ path: String) throws(MRError) -> PluginLibrary {
    guard let identity = FileIdentity(path) else {
      throw MRError(
        .notFound, "there is no plugin \(printable(path.utf8))",
        cause: String(cString: strerror(errno)))
    }
    if let library = libraries[identity] { return library }
    let library = try PluginLibrary(path: path, opening: openings[path, default: 0])
    openings[path, default: 0] += 1
    guard !libraries.values.contains(where: { $0.handle == library.handle }) else {
      throw TableReader(library: printable(path.utf8)).refusal(
        "it was rewritten in place after this process had loaded it",
        remedy: "Replace a plugin by another file (install, mv), and start new workers.")
    }
    libraries[identity] = library
    return library
  }
}
