internal import Glibc

/// Finds the libraries that another one needs, where the loader would.
struct LibrarySearch {
  private let directories: [String]

  /// - Parameter searchPath: of the library at `path`, which is absolute.
  init(path: String, searchPath: [String]) {
    let origin = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let own = searchPath.map {
      Self.replacing("${ORIGIN}", by: origin, in: Self.replacing("$ORIGIN", by: origin, in: $0))
    }
    let variable = getenv("LD_LIBRARY_PATH").map { String(cString: $0) } ?? ""
    directories =
      own + variable.split(separator: ":").map(String.init) + Self.configured
      + ["/lib", "/usr/lib", "/lib64", "/usr/lib64"]
  }

  func find(_ name: String) -> String? {
    // What this process has loaded serves its plugins too, wherever it lies.
    if let loaded = Self.loaded(name) { return loaded }
    if name.contains("/") { return access(name, R_OK) == 0 ? name : nil }
    return directories.lazy.map { "\($0)/\(name)" }.first { access($0, R_OK) == 0 }
  }

  private static func loaded(_ name: String) -> String? {
    guard let handle = dlopen(name, RTLD_LAZY | RTLD_NOLOAD) else { return nil }
    defer { dlclose(handle) }
    guard let maps = fopen("/proc/self/maps", "re") else { return nil }
    defer { fclose(maps) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, maps) > 0, let text = line.map({ String(cString: $0) }) {
      let end = text.lastIndex { $0 != "\n" }.map { text.index(after: $0) } ?? text.endIndex
      guard text[..<end].hasSuffix("/\(name)"), let start = text.firstIndex(of: "/") else {
        continue
      }
      return String(text[start..<end])
    }
    return nil
  }

  /// The directories that `/etc/ld.so.conf.d` names.
  private static var configured: [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob("/etc/ld.so.conf.d/*.conf", 0, nil, &found) == 0, let paths = found.gl_pathv else {
      return []
    }
    return (0..<Int(found.gl_pathc)).flatMap { index -> [String] in
      guard let path = paths[index], let file = fopen(path, "re") else { return [] }
      defer { fclose(file) }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = fread(&bytes, 1, bytes.count, file)
      return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
        .map(String.init).filter { $0.hasPrefix("/") }
    }
  }

  private static func replacing(_ word: String, by text: String, in path: String) -> String {
    var rest = path[...]
    var result = ""
    while let range = rest.firstRange(of: word) {
      result += rest[..<range.lowerBound] + text
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
