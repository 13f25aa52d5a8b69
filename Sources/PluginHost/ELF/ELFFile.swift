package import Model

/// What the header and the dynamic section of a shared library say. Reads the bytes with distrust:
/// a damaged library gives an error or shorter lists, never a trap.
package struct ELFFile: Sendable {
  /// Names as in `DT_NEEDED`.
  package private(set) var needed: [String] = []
  /// Directories of `DT_RUNPATH` or `DT_RPATH`, as they are written: `$ORIGIN/lib`.
  package private(set) var searchPath: [String] = []
  /// Symbols that others have to define, without the weak ones.
  package private(set) var undefined: [String] = []
  /// Symbols that it defines for others.
  package private(set) var defined: [String] = []
  /// Symbols of which the loader keeps one for the whole process, whichever library brings it first
  /// (`STB_GNU_UNIQUE`); without those of the C++ library, which are the same in all.
  package private(set) var unique: [String] = []
  /// Symbols that it defines, but uses whichever definition the loader meets first; without weak C++
  /// ones, of which all definitions are the same.
  package private(set) var interposable: [String] = []
  /// What compilers left in `.comment`: `GCC: (Debian 12.2.0-14) 12.2.0`.
  package private(set) var compilers: [String] = []

  /// The most entries of a table: more are taken for damage.
  private static let limit = 1 << 20

  /// - Throws: `plugin` if it is no shared library for this kind of machine.
  package init(_ bytes: UnsafeRawBufferPointer) throws(MRError) {
    let file = BoundedBytes(bytes)
    guard file.load(0, as: UInt32.self) == 0x464c_457f else {
      throw Self.refusal("it is no ELF file")
    }
    guard file.load(4, as: UInt8.self) == 2, file.load(5, as: UInt8.self) == 1 else {
      throw Self.refusal("it is a library for a 32-bit or big-endian machine")
    }
    guard file.load(16, as: UInt16.self) == 3 else {
      throw Self.refusal("it is an ELF file, but no shared library")
    }
    guard let machine = file.load(18, as: UInt16.self), machine == Self.ownMachine else {
      throw Self.refusal("it is a library for another processor")
    }
    let segments = Segments(file)
    readDynamicSection(file, segments)
  }

  private mutating func readDynamicSection(_ file: BoundedBytes, _ segments: Segments) {
    var strings = 0
    var stringSize = 0
    var symbols: Int?
    var names: [Int] = []
    var paths: [Int] = []
    var relocations = Relocations()
    for index in 0..<min(Self.limit, segments.dynamic.count / 16) {
      let entry = segments.dynamic.lowerBound + 16 * index
      guard let tag = file.load(entry, as: Int64.self), tag != 0,
        let value = file.load(entry + 8, as: UInt64.self).flatMap({ Int(exactly: $0) })
      else { break }
      switch tag {
      case 1: names.append(value)
      case 5: strings = segments.offset(of: value) ?? 0
      case 6: symbols = segments.offset(of: value)
      case 7: relocations.start = segments.offset(of: value)
      case 8: relocations.size = value
      case 2: relocations.callSize = value
      case 23: relocations.callStart = segments.offset(of: value)
      case 10: stringSize = value
      // Bound to itself first: -Bsymbolic.
      case 16: relocations.areOwn = true
      case 30: if value & 2 != 0 { relocations.areOwn = true }
      case 15, 29: paths.append(value)
      default: break
      }
    }
    let table = file.part(strings, stringSize)
    needed = names.compactMap { table.text($0) }
    searchPath = paths.compactMap { table.text($0) }.flatMap {
      $0.split(separator: ":").map(String.init)
    }
    let sections = Sections(file)
    compilers = sections.comment.map { file.part($0.lowerBound, $0.count).texts() } ?? []
    if let symbols {
      // Without section headers the string table, which linkers put behind, marks the end.
      let size = sections.dynamicSymbols?.count ?? max(0, strings - symbols)
      readSymbols(
        file, symbols, min(Self.limit, size / 24), table, named: relocations.symbols(in: file))
    }
  }

  private mutating func readSymbols(
    _ file: BoundedBytes, _ start: Int, _ count: Int, _ names: BoundedBytes,
    named: Set<Int>
  ) {
    // The first is reserved.
    for index in 1..<max(1, count) {
      let symbol = start + 24 * index
      guard let name = file.load(symbol, as: UInt32.self),
        let info = file.load(symbol + 4, as: UInt8.self),
        let visibility = file.load(symbol + 5, as: UInt8.self),
        let section = file.load(symbol + 6, as: UInt16.self)
      else { return }
      guard let text = names.text(Int(name)), !text.isEmpty else { continue }
      let isWeak = info >> 4 == 2
      if section == 0 {
        if !isWeak { undefined.append(text) }
        continue
      }
      defined.append(text)
      if info >> 4 == 10, !Self.isOfLibrary(text) { unique.append(text) }
      let isOneOfMany = isWeak && text.hasPrefix("_Z")
      if visibility & 3 == 0, !isOneOfMany, named.contains(index) { interposable.append(text) }
    }
  }

  /// Whether a mangled name begins in the namespace `std`.
  private static func isOfLibrary(_ symbol: String) -> Bool {
    ["_Z", "_ZZ", "_ZGV", "_ZGVZ", "_ZTV", "_ZTS", "_ZTI"].contains { kind in
      symbol.hasPrefix(kind + "St") || symbol.hasPrefix(kind + "NSt")
        || symbol.hasPrefix(kind + "NKSt")
    }
  }

  private static func refusal(_ cause: String) -> MRError {
    MRError(
      .plugin, "it cannot be a plugin", cause: cause,
      remedy: "Build it as a shared library for this machine.")
  }

  private static var ownMachine: UInt16 {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #else
      243
    #endif
  }
}

/// What the loader is to fill in.
private struct Relocations {
  var start: Int?
  var size = 0
  /// Where the relocations of calls lie, which have a table of their own.
  var callStart: Int?
  var callSize = 0
  /// Whether the library's own definitions come first.
  var areOwn = false
  private static let limit = 1 << 22

  /// The numbers of the symbols whose definitions are looked for.
  func symbols(in file: BoundedBytes) -> Set<Int> {
    var symbols: Set<Int> = []
    guard !areOwn else { return symbols }
    for (start, size) in [(start, size), (callStart, callSize)] {
      guard let start, size > 0 else { continue }
      for index in 0..<min(Self.limit, size / 24) {
        guard let info = file.load(start + 24 * index + 8, as: UInt64.self) else { break }
        symbols.insert(Int(info >> 32))
      }
    }
    return symbols
  }
}

/// The program headers: where the loader puts which bytes of the file.
private struct Segments {
  private var loaded: [(address: Int, offset: Int, size: Int)] = []
  private(set) var dynamic = 0..<0

  init(_ file: BoundedBytes) {
    guard let start = file.load(32, as: Int.self), let size = file.load(54, as: UInt16.self),
      let count = file.load(56, as: UInt16.self), start > 0, start < file.count
    else { return }
    for index in 0..<Int(count) {
      let header = start + index * Int(size)
      guard let type = file.load(header, as: UInt32.self),
        let offset = file.load(header + 8, as: Int.self),
        let address = file.load(header + 16, as: Int.self),
        let length = file.load(header + 32, as: Int.self)
      else { return }
      guard offset >= 0, length >= 0, offset <= file.count, length <= file.count - offset else {
        continue
      }
      if type == 1 { loaded.append((address, offset, length)) }
      if type == 2 { dynamic = offset..<offset + length }
    }
  }

  func offset(of address: Int) -> Int? {
    for segment in loaded {
      let (distance, overflow) = address.subtractingReportingOverflow(segment.address)
      if !overflow, distance >= 0, distance < segment.size { return segment.offset + distance }
    }
    return nil
  }
}

/// The section headers, which a library can do without.
private struct Sections {
  private(set) var dynamicSymbols: Range<Int>?
  private(set) var comment: Range<Int>?

  init(_ file: BoundedBytes) {
    guard let start = file.load(40, as: Int.self), let size = file.load(58, as: UInt16.self),
      let count = file.load(60, as: UInt16.self), let names = file.load(62, as: UInt16.self),
      start > 0, start < file.count
    else { return }
    func bytes(_ index: Int) -> Range<Int>? {
      let header = start + index * Int(size)
      guard let offset = file.load(header + 24, as: Int.self),
        let length = file.load(header + 32, as: Int.self), offset >= 0, length >= 0,
        offset <= file.count, length <= file.count - offset
      else { return nil }
      return offset..<offset + length
    }
    let texts = bytes(Int(names)).map { file.part($0.lowerBound, $0.count) }
    for index in 0..<Int(count) {
      let header = start + index * Int(size)
      guard let name = file.load(header, as: UInt32.self),
        let type = file.load(header + 4, as: UInt32.self)
      else { return }
      if type == 11 { dynamicSymbols = bytes(index) }
      if texts?.text(Int(name)) == ".comment" { comment = bytes(index) }
    }
  }
}
