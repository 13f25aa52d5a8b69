internal import Glibc
package import Model
internal import Synchronization

/// The files that this process has code from: the libraries that the loader brought along with
/// plugins, and what plugins say that they have read. A job may only find this process's code if the
/// files are still what they were.
package enum LoadedFiles {
  private static let files = Mutex<[BytePath: FileIdentity]>([:])
  /// Those that were read while an input format was at work.
  private static let ofFormats = Mutex<Set<BytePath>>([])

  /// Takes in what the loader has mapped by now.
  static func addLibraries() {
    for path in mappedLibraries() { add(path) }
  }

  /// The process has code from this file; a path that names none is passed over.
  static func add(_ path: BytePath) {
    files.withLock { files in
      if files[path] == nil { files[path] = FileIdentity(path) }
    }
  }

  /// As `add`, of what an input format has read.
  static func addOfFormat(_ path: BytePath) {
    add(path)
    _ = ofFormats.withLock { $0.insert(path) }
  }

  /// The files that input formats of this process said they had code from.
  package static var filesOfFormats: [(path: BytePath, identity: FileIdentity)] {
    let paths = ofFormats.withLock { $0 }
    return files.withLock { files in
      paths.sorted().compactMap { path in files[path].map { (path, $0) } }
    }
  }

  /// The files that this process has code from by now, but for copies of plugins, in order.
  /// - Parameter copies: The paths of these, under whatever names the kernel lists them.
  package static func all(without copies: [String]) -> [(path: BytePath, identity: FileIdentity)] {
    addLibraries()
    let others = Set(copies.compactMap { FileIdentity(BytePath($0)) })
    return files.withLock { files in
      files.filter { !others.contains($0.value) }.sorted { $0.key < $1.key }
        .map { ($0.key, $0.value) }
    }
  }

  /// A file that is not what it was, or is gone; nil if there is none.
  package static var changed: BytePath? {
    files.withLock { files in files.first { FileIdentity($0.key) != $0.value }?.key }
  }

  /// The files whose code is mapped, as the kernel lists them:
  /// `7f01e000-7f020000 r-xp 00001000 fe:00 1234   /usr/lib/libfoo.so.1`.
  private static func mappedLibraries() -> Set<BytePath> {
    guard let maps = fopen("/proc/self/maps", "re") else { return [] }
    defer { fclose(maps) }
    var paths: Set<BytePath> = []
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while true {
      let length = getline(&line, &capacity, maps)
      guard length > 0, let line else { return paths }
      let text = UnsafeRawBufferPointer(start: line, count: length).dropLast()
      guard let slash = text.firstIndex(of: UInt8(ascii: "/")),
        let permissions = text[..<slash].split(separator: UInt8(ascii: " ")).dropFirst().first,
        permissions.contains(UInt8(ascii: "x"))
      else { continue }
      paths.insert(BytePath(bytes: Array(text[slash...])))
    }
  }
}
