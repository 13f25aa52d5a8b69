internal import Glibc

/// The libraries that lie beside a plugin: `$ORIGIN` in its search path means the directory of the
/// file that is loaded, which for a copy is another than its author meant.
enum NeededLibraries {
  /// Loads those that the plugin needs and that lie where its own search path says, seen from the file
  /// that it is a copy of. The loader then finds them by their names. What fails here is reported when
  /// the plugin itself is loaded.
  /// - Parameter origin: the path of that file.
  static func load(of copy: String, origin: String) {
    let directory = origin.lastIndex(of: "/").map { String(origin[..<$0]) } ?? "."
    withFile(copy) { bytes in
      guard let file = try? ELFFile(bytes) else { return }
      let paths = file.searchPath.filter { $0.contains("ORIGIN") }.map {
        resolved($0, origin: directory)
      }
      for name in file.needed {
        let places: [String] = paths.map { "\($0)/\(name)" }
        guard let place = places.first(where: { access($0, R_OK) == 0 }) else { continue }
        _ = dlopen(place, RTLD_NOW | RTLD_LOCAL)
      }
    }
  }

  private static func resolved(_ path: String, origin: String) -> String {
    var rest = path[...]
    var result = ""
    while let range = rest.firstRange(of: "$ORIGIN") ?? rest.firstRange(of: "${ORIGIN}") {
      result += rest[..<range.lowerBound] + origin
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  private static func withFile(_ path: String, _ body: (UnsafeRawBufferPointer) -> Void) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0 else { return }
    let size = Int(status.st_size)
    guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED
    else { return }
    defer { munmap(memory, size) }
    body(UnsafeRawBufferPointer(start: memory, count: size))
  }
}
