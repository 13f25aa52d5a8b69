internal import Glibc
package import Model
internal import PluginHost

/// What can be told of a plugin's file without loading it.
package struct LibraryReport: Codable, Sendable, Hashable {
  package var path: String
  /// The file's size in bytes.
  package var size: Int
  package var runtime: LanguageRuntime
  /// What compilers and linkers said of themselves.
  package var compilers: [String]
  package var needed: [NeededLibrary]
  /// Symbols that the libraries which are there do not define. Empty for a plugin that loads.
  package var unresolved: [String] = []

  /// Symbols that may be bound to others' definitions.
  package var clashes: [SymbolClash] = []

  package struct NeededLibrary: Codable, Sendable, Hashable {
    package var name: String
    /// Where the loader finds it; nil if it does not.
    package var path: String?
  }

  /// Symbols that other libraries have to define.
  package let undefined: [String]

  private enum CodingKeys: CodingKey {
    case path, size, runtime, compilers, needed, unresolved, clashes
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    path = try container.decode(String.self, forKey: .path)
    size = try container.decode(Int.self, forKey: .size)
    runtime = try container.decode(LanguageRuntime.self, forKey: .runtime)
    compilers = try container.decode([String].self, forKey: .compilers)
    needed = try container.decode([NeededLibrary].self, forKey: .needed)
    unresolved = try container.decode([String].self, forKey: .unresolved)
    clashes = try container.decode([SymbolClash].self, forKey: .clashes)
    undefined = []
  }

  /// - Parameter content: of the file at `path`, which is absolute.
  /// - Throws: `plugin` if it is no shared library for this machine.
  package init(path: String, content: UnsafeRawBufferPointer) throws(MRError) {
    let file = try ELFFile(content)
    let search = LibrarySearch(path: path, searchPath: file.searchPath)
    self.path = path
    size = content.count
    runtime = LanguageRuntime(file, hasArchive: Self.endsWithArchive(content))
    compilers = file.compilers
    needed = file.needed.map { NeededLibrary(name: $0, path: search.find($0)) }
    undefined = file.undefined
    clashes = SymbolClash.find(in: file)
  }

  /// Whether a zip archive follows, as in plugins that carry Python modules: its last record has
  /// 22 bytes and a comment, of which the last two bytes of the record give the size.
  private static func endsWithArchive(_ content: UnsafeRawBufferPointer) -> Bool {
    let longest = 22 + Int(UInt16.max)
    var start = content.count - 22
    while start >= max(0, content.count - longest) {
      if content[start...].starts(with: [0x50, 0x4b, 5, 6]),
        Int(content[start + 20]) | Int(content[start + 21]) << 8 == content.count - start - 22
      {
        return true
      }
      start -= 1
    }
    return false
  }
}
