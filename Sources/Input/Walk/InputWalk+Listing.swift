package import Model

extension InputWalk {
  /// What a walk found, in the order of the paths' bytes; at least one file. A job may have a million
  /// files and wait for hours: a file takes 32 bytes and its path below the root; the rest follows from
  /// the layout when it is asked for.
  package struct Listing: Sendable, RandomAccessCollection {
    private struct Entry {
      /// Where the path below the root begins in `names`.
      var start: Int
      var length: Int32
      /// The size in bytes.
      var size: Int
      var modified: Int64
    }
    private let layout: Layout
    private var entries: [Entry] = []
    private var names: [UInt8] = []
    /// Why entries cannot be read, by where their names begin.
    private var refusedNames: [Int: MRError] = [:]
    /// Why files cannot be read, of those of which that is known, by their index. They have no size.
    package private(set) var refusals: [Int: MRError] = [:]
    /// Entries that the layout would match if they did not begin with an underscore, without the
    /// marks of results: users may have meant them.
    package var passedOver = 0

    init(_ layout: Layout) { self.layout = layout }

    package var startIndex: Int { 0 }
    package var endIndex: Int { entries.count }

    package subscript(index: Int) -> InputFile {
      let entry = entries[index]
      let name = Array(names[entry.start..<entry.start + Int(entry.length)])
      let relativePath = BytePath(bytes: name)
      return InputFile(
        path: layout.path(name), relativePath: relativePath,
        attributes: layout.attributes(of: relativePath) ?? [], size: entry.size,
        modified: entry.modified)
    }

    /// What to tell the user who may have meant what was passed over; nil if there is nothing.
    package var remark: String? {
      if passedOver == 0 { return nil }
      let entries = passedOver == 1 ? "1 entry begins" : "\(passedOver) entries begin"
      return
        "\(entries) with `_`, which wildcards pass over: to read such files, begin the layout's "
        + "part with `_` too"
    }

    mutating func append(_ name: [UInt8], _ status: FileStatus) {
      entries.append(
        Entry(
          start: names.count, length: Int32(name.count), size: status.size,
          modified: status.modified))
      names += name
    }

    /// Takes in what cannot be read.
    mutating func refuse(_ name: [UInt8], _ error: MRError) {
      refusedNames[names.count] = error
      entries.append(Entry(start: names.count, length: Int32(name.count), size: 0, modified: 0))
      names += name
    }

    /// Why the first of the entries cannot be read, if none can.
    var refusal: MRError? { refusals.count == entries.count ? refusals[0] : nil }

    /// Puts the files in order. Paths have the same order as what they have below the root.
    mutating func sort() {
      names.withUnsafeBytes { names in
        entries.sort { a, b in
          names[a.start..<a.start + Int(a.length)].lexicographicallyPrecedes(
            names[b.start..<b.start + Int(b.length)])
        }
      }
      if refusedNames.isEmpty { return }
      for (index, entry) in entries.enumerated() { refusals[index] = refusedNames[entry.start] }
      refusedNames = [:]
    }
  }
}

extension Layout {
  /// - Parameter relative: below the root; empty for the root itself.
  func path(_ relative: [UInt8]) -> BytePath {
    if relative.isEmpty { return root }
    if root.bytes == [UInt8(ascii: ".")] { return BytePath(bytes: relative) }
    let slash = UInt8(ascii: "/")
    return BytePath(bytes: root.bytes + (root.bytes.last == slash ? [] : [slash]) + relative)
  }
}
