import Foundation
package import Model

/// The directory that a job's result appears in: `part-r-00000` …, and `_SUCCESS` last.
///
/// Attempts write to hidden files beside them; a part appears under its name by one rename, so that
/// a task that ran twice has one output and a reader never sees half of one. Until `_SUCCESS` is
/// there, `_RUNNING` says whose the directory is; what does not say so is not written to, and nothing is removed
/// from it. All calls block.
package struct OutputDirectory: Sendable, Hashable {
  package let path: String
  /// What the probe says, by which a job knows the directory for its own.
  private let token: String?

  /// - Parameter token: nil for a directory that is only asked about, or whose result is known for the caller's.
  package init(path: String, token: String? = nil) {
    self.path = path
    self.token = token
  }

  /// The same text for the same directory, without links and dots, which need not exist. Blocks.
  package var canonicalPath: String {
    var existing = path.split(separator: "/").map(String.init)
    var missing: [String] = []
    while true {
      if let resolved = realpath("/" + existing.joined(separator: "/"), nil) {
        defer { free(resolved) }
        existing = String(cString: resolved).split(separator: "/").map(String.init)
        break
      }
      guard let last = existing.popLast() else { break }
      missing.insert(last, at: 0)
    }
    for name in missing where name != "." {
      if name == ".." { _ = existing.popLast() } else { existing.append(name) }
    }
    return "/" + existing.joined(separator: "/")
  }

  // MARK: The owner's side: each of these is called by the master (or the sequential runner) only.

  /// Refuses what a job must not write to, without changing anything. May be repeated.
  package func check() throws(MRError) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      let parent = existingAncestor()
      guard access(parent, W_OK | X_OK) == 0 else {
        throw MRError(
          .output, "cannot create the output directory \(quoted(path))",
          cause: "\(quoted(parent)) is not writable",
          remedy: "Name a directory below one that you may write to.")
      }
      return
    }
    guard isDirectory.boolValue else {
      throw MRError(
        .output, "the output \(quoted(path)) exists and is not a directory",
        remedy: "Name a directory that does not exist yet, or an empty one.")
    }
    let folder = try OutputFolder(path)
    try checkEmpty(folder)
    try folder.checkOwner()
  }

  private func checkEmpty(_ folder: OutputFolder) throws(MRError) {
    guard folder.isWritable else {
      throw MRError(.output, "the output directory \(quoted(path)) is not writable")
    }
    let entries = try folder.entries()
    guard entries.isEmpty else {
      throw MRError(
        .alreadyExists, "the output directory \(quoted(path)) is not empty",
        cause: "it holds \(quoted(entries[0]))"
          + (entries.count > 1 ? " and \(entries.count - 1) more" : ""),
        remedy: "Name another directory, or remove this one; mr never overwrites a result.")
    }
  }

  /// Creates the directory, with a probe by which a worker proves that it sees this very directory.
  /// - Parameter former: How the probe of the same job's former start began, if the master restarted: what
  ///   that start left is removed first. A directory with another probe, or none, is somebody
  ///   else's.
  /// - Throws: `alreadyExists` or `output`. The directory is not the caller's then: what is in it,
  ///   now or later, is not to be abandoned.
  package func prepare(former: String? = nil) throws(MRError) {
    if let former, let folder = try? OutputFolder(path),
      Self.mark(in: folder)?.hasPrefix(former) ?? false
    {
      removeOwnEntries(folder)
    }
    try check()
    let isNew = try make()
    let folder = try OutputFolder(path)
    try checkEmpty(folder)
    if !isNew { try folder.checkOwner() }
    let token = token ?? ""
    // Of two jobs that found the directory empty, one makes this.
    let probe: Int32
    do throws(MRError) {
      probe = try folder.create(ResultMark.running, mode: 0o666)
    } catch {
      rmdir(path)
      throw error
    }
    let written = write(probe, token, token.utf8.count)
    let cause = errno
    close(probe)
    guard written == token.utf8.count else {
      folder.remove(ResultMark.running)
      rmdir(path)
      throw folder.failure(
        "write", ResultMark.running, written < 0 ? cause : ENOSPC, "Is the disk full?")
    }
  }

  /// - Returns: whether it was made here. On some file systems it belongs to another user even so.
  private func make() throws(MRError) -> Bool {
    let parent = URL(filePath: path).deletingLastPathComponent().path
    try attempt("create") {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    }
    // Never for everybody to write to, whatever the mask is.
    if mkdir(path, 0o775) == 0 { return true }
    guard errno == EEXIST else {
      throw MRError(
        .output, "cannot create the output directory \(quoted(path))",
        cause: String(cString: strerror(errno)))
    }
    return false
  }

  /// Makes an attempt's file the partition's part. Called once for a partition.
  /// - Parameter bytes: What the attempt says that the file has.
  package func commit(partition: Int, attempt number: Int, bytes: Int) throws(MRError) {
    let folder = try own()
    let name = Self.temporaryName(partition: partition, attempt: number)
    guard let size = folder.size(of: name) else { throw folder.failure("commit", name, ENOENT) }
    try Agreement(of: "reduce task \(partition) attempt \(number)").check(
      "bytes of the file \(quoted("\(path)/\(name)"))", size, "bytes that it wrote", bytes)
    try folder.rename(name, to: ResultMark.part(partition))
  }

  /// Marks the result and leaves nothing beside it. Called once, after all commits.
  package func succeed(isComplete: Bool) throws(MRError) {
    try mark(isComplete: isComplete)
    try clean()
  }

  /// Marks the result as the job's, complete or without what was set aside. The mark is the probe, and says
  /// what it said until `clean`: so long a restarted master knows whose the directory is.
  package func mark(isComplete: Bool) throws(MRError) {
    try own().rename(
      ResultMark.running, to: isComplete ? ResultMark.success : ResultMark.incomplete)
  }

  /// Leaves an empty mark, and nothing that attempts wrote in vain. Called last.
  package func clean() throws(MRError) {
    let folder = try own()
    let mark =
      folder.size(of: ResultMark.incomplete) != nil ? ResultMark.incomplete : ResultMark.success
    removeEntries(folder) { $0.hasPrefix(Self.temporaryPrefix) }
    try folder.empty(mark, of: token)
  }

  /// Takes back all that the job wrote; the directory itself stays only if something else is in
  /// it. May be repeated.
  package func abandon() {
    guard let folder = try? own() else { return }
    removeOwnEntries(folder)
    rmdir(path)
  }

  /// Removes an attempt's file that nobody wants. A file that is not there is no error.
  package func discard(partition: Int, attempt number: Int) {
    (try? own())?.remove(Self.temporaryName(partition: partition, attempt: number))
  }

  // MARK: The worker's side.

  /// Where an attempt writes.
  /// - Parameter mode: of the part.
  package func partWriter(
    partition: Int, attempt number: Int, mode: UInt32 = FilePartWriter.mode
  ) throws(MRError) -> FilePartWriter {
    try FilePartWriter(
      Self.temporaryName(partition: partition, attempt: number), in: try own(), mode: mode)
  }

  /// Whether this process sees the directory that `prepare` put the token into, and may write there.
  package var isSeen: Bool {
    guard let folder = try? OutputFolder(path) else { return false }
    return folder.text(of: ResultMark.running) == token && folder.isWritable
  }

  // MARK: Names

  private static func temporaryName(partition: Int, attempt number: Int) -> String {
    ".\(ResultMark.part(partition)).\(number)"
  }

  static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static let temporaryPrefix = "." + ResultMark.partPrefix

  /// The directory, if it is the job's.
  /// - Throws: `output` if another has taken its place.
  func own() throws(MRError) -> OutputFolder {
    let folder = try OutputFolder(path)
    guard let token else { return folder }
    // The mark is empty when all is done.
    let mark = Self.mark(in: folder)
    guard mark == token || mark == "" else {
      throw MRError(
        .output, "the output directory \(quoted(path)) is not the job's any more",
        cause: "it has no \(ResultMark.running) of this job",
        remedy: "Was it removed, or replaced? Submit again, with another directory.")
    }
    return folder
  }

  private static func mark(in folder: OutputFolder) -> String? {
    [ResultMark.running, ResultMark.success, ResultMark.incomplete].lazy
      .compactMap { folder.text(of: $0) }.first
  }

  private func existingAncestor() -> String {
    let root = path.hasPrefix("/") ? "/" : "./"
    var names = path.split(separator: "/")
    var ancestor = root
    repeat {
      names = names.dropLast()
      ancestor = root + names.joined(separator: "/")
    } while !names.isEmpty && access(ancestor, F_OK) != 0
    return ancestor
  }

  private func removeOwnEntries(_ folder: OutputFolder) {
    removeList(in: folder)
    removeProvenance(in: folder)
    let marks = [ResultMark.running, ResultMark.success, ResultMark.incomplete, ResultMark.job]
    removeEntries(folder) { name in
      marks.contains(name) || name.hasPrefix(ResultMark.partPrefix)
        || name.hasPrefix(Self.temporaryPrefix)
    }
  }

  private func removeEntries(_ folder: OutputFolder, where isUnwanted: (String) -> Bool) {
    for name in (try? folder.entries()) ?? [] where isUnwanted(name) { folder.remove(name) }
  }

  private func attempt<Result>(_ verb: String, _ body: () throws -> Result) throws(MRError)
    -> Result
  {
    do {
      return try body()
    } catch {
      throw MRError(
        .output, "cannot \(verb) the output directory \(quoted(path))", cause: reason(error))
    }
  }
}

/// The system's reason for an error of Foundation's.
private func reason(_ error: any Error) -> String {
  var error = error as NSError
  while let deeper = error.userInfo[NSUnderlyingErrorKey] as? NSError { error = deeper }
  return error.domain == NSPOSIXErrorDomain
    ? String(cString: strerror(Int32(error.code))) : error.localizedDescription
}

private func quoted(_ path: String) -> String { "\"\(printable(path.utf8))\"" }
