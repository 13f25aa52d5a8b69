import Glibc
package import Model

/// Finds the files of a layout.
///
/// Links are followed; a directory that is reached through itself is not entered again. Entries that
/// begin with a dot or an underscore are found only where the layout asks for them. Files are not
/// opened.
package struct InputWalk {
  let layout: Layout
  /// Whether what cannot be read is listed as such; otherwise it is an error.
  private let listsRefusals: Bool
  private let isCancelled: () -> Bool
  private var listing: Listing
  /// The directories between the root and the one that is being visited.
  private var ancestors: [FileStatus.DirectoryID] = []
  private(set) var furthest: Furthest?

  /// How far the layout did match: what is said if no file does.
  struct Furthest {
    var steps: [Int]
    var directory: BytePath
    var entries: Int
    /// How many files begin with a dot or an underscore, and would match otherwise.
    var hidden = 0
    /// A directory whose name matches where a file is meant.
    var matchingDirectory: BytePath?
  }

  /// The files that a layout matches, in the order of their paths' bytes; at least one. A relative
  /// layout is meant from the working directory. Blocking.
  /// - Throws: `notFound` if no file matches, which says how far the layout did match; `input` for
  ///   what cannot be read or is no file.
  package static func files(matching layout: Layout) throws(MRError) -> [InputFile] {
    Array(try listing(of: layout))
  }

  /// The files that a layout matches, as `files` finds them, with what was passed over.
  /// - Parameter listsRefusals: whether what matches, and cannot be read or is no file, is listed as such,
  ///   and directories that cannot be searched with it. If nothing else matches it is an error all the same.
  /// - Parameter isCancelled: Asked before each directory.
  /// - Throws: also `cancelled`.
  package static func listing(
    of layout: Layout, listsRefusals: Bool = false, isCancelled: @escaping () -> Bool = { false }
  ) throws(MRError) -> Listing {
    var walk = InputWalk(layout, listsRefusals: listsRefusals, isCancelled: isCancelled)
    try walk.visitRoot()
    if walk.listing.isEmpty { throw walk.nothingFound() }
    walk.listing.sort()
    if let error = walk.listing.refusal { throw error }
    return walk.listing
  }

  private init(_ layout: Layout, listsRefusals: Bool, isCancelled: @escaping () -> Bool) {
    self.isCancelled = isCancelled
    self.layout = layout
    self.listsRefusals = listsRefusals
    listing = Listing(layout)
  }

  private mutating func visitRoot() throws(MRError) {
    guard let status = FileStatus(at: layout.root) else {
      let number = errno
      throw number == ENOENT ? rootMissing() : .system(layout.root, "cannot be searched", number)
    }
    guard status.kind == .directory else {
      throw .system(layout.root, "cannot be searched", ENOTDIR)
    }
    try visit([], id: status.directory, steps: layout.start)
  }

  /// - Parameters:
  ///   - directory: below the root.
  ///   - steps: the components of the layout that its entries may match.
  private mutating func visit(
    _ directory: [UInt8], id: FileStatus.DirectoryID, steps: [Int]
  ) throws(MRError) {
    if ancestors.contains(id) { return }
    if isCancelled() { throw MRError(.cancelled, "nobody waits for the input's files any more") }
    ancestors.append(id)
    defer { ancestors.removeLast() }

    let path = layout.path(directory)
    let entries: [DirectoryEntry]
    do throws(MRError) { entries = try listDirectory(path) } catch {
      // The fixed part of a layout is named by its user.
      guard !directory.isEmpty else { throw error }
      return try refuse(directory, error)
    }
    let isFurthest = furthest.map { $0.steps.last! < steps.last! } ?? true
    if isFurthest { furthest = Furthest(steps: steps, directory: path, entries: entries.count) }
    let running = Array(ResultMark.running.utf8)
    let isUnfinished = layout.hasWildcard && entries.contains { $0.name == running }
    for listed in entries {
      let name = listed.name
      let next = layout.next(after: steps, entry: FileName(name))
      if next.isEmpty {
        if isHidden(name, after: steps) { passOver(name, isFurthest: isFurthest) }
        continue
      }
      let entry = directory.isEmpty ? name : directory + [UInt8(ascii: "/")] + name
      let isMatch = next.last == layout.components.count
      if isUnfinished, isMatch { throw unfinished(path) }
      // Nothing lies below a file.
      if isMatch || !listed.isRegular { try visitEntry(entry, next: next) }
    }
  }

  /// Whether an entry that does not match would if its name began in another way.
  private func isHidden(_ name: [UInt8], after steps: [Int]) -> Bool {
    FileName(name).isHidden
      && !layout.next(after: steps, entry: FileName(name, hides: false)).isEmpty
  }

  private mutating func passOver(_ name: [UInt8], isFurthest: Bool) {
    if isFurthest { furthest?.hidden += 1 }
    let marks = [ResultMark.success, ResultMark.running].map { Array($0.utf8) }
    if name.first == UInt8(ascii: "_"), !marks.contains(name) { listing.passedOver += 1 }
  }

  private func unfinished(_ directory: BytePath) -> MRError {
    MRError(
      .input, "`\(directory)` is the unfinished result of a job",
      cause: "it has a file \(ResultMark.running)",
      remedy: "Wait until the job has ended. If none writes there any more, remove the directory.")
  }

  private mutating func visitEntry(_ entry: [UInt8], next: [Int]) throws(MRError) {
    let isMatch = next.last == layout.components.count
    let deeper = isMatch ? next.dropLast() : next
    let path = layout.path(entry)
    guard let status = FileStatus(at: path) else {
      do throws(MRError) { try checkMissing(path, errno, isMatch: isMatch) } catch {
        try refuse(entry, error)
      }
      return
    }
    switch status.kind {
    case .directory:
      if !deeper.isEmpty {
        try visit(entry, id: status.directory, steps: Array(deeper))
      } else if layout.endsWithWildcard {
        if furthest?.matchingDirectory == nil { furthest?.matchingDirectory = path }
      } else {
        throw MRError(.input, "`\(path)` is a directory", remedy: Self.remedy(directory: path))
      }
    case .regular:
      if isMatch { try add(entry, path, status) }
    case .other:
      if isMatch {
        let error = MRError(
          .input, "`\(path)` is no regular file but a pipe, socket or device",
          remedy: "Exclude it from the layout, or copy what it gives into a file.")
        try refuse(entry, error)
      }
    }
  }

  private mutating func refuse(_ entry: [UInt8], _ error: MRError) throws(MRError) {
    guard listsRefusals else { throw error }
    listing.refuse(entry, error)
  }

  /// Judges an entry that the system says nothing about.
  /// - Throws: `input` unless it is as if it were not there.
  private func checkMissing(_ path: BytePath, _ number: Int32, isMatch: Bool) throws(MRError) {
    let remedy = "Repair or remove it, or exclude it from the layout."
    switch number {
    case ENOENT:
      // Either it vanished since the directory was listed, or it leads nowhere.
      guard isMatch, FileStatus.isLink(path) else { return }
      throw MRError(.input, "`\(path)` is a link that leads nowhere", remedy: remedy)
    case ELOOP:
      // It is no directory, whatever else was meant.
      guard isMatch else { return }
      throw MRError(
        .input, "`\(path)` is a link that leads to itself",
        cause: String(cString: strerror(number)), remedy: remedy)
    default: throw .system(path, "cannot be examined", number)
    }
  }

  private mutating func add(
    _ entry: [UInt8], _ path: BytePath, _ status: FileStatus
  ) throws(MRError) {
    guard layout.attributes(of: BytePath(bytes: entry)) != nil else { return }
    guard withPath(path, { faccessat(AT_FDCWD, $0, R_OK, AT_EACCESS) }) == 0 else {
      return try refuse(entry, .system(path, "cannot be read", errno))
    }
    listing.append(entry, status)
  }
}
