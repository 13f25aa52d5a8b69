import Foundation
package import Model

/// The directory that a job's result appears in: `part-r-00000` …, and `_SUCCESS` last.
///
/// Attempts write to hidden files beside them; a part appears under its name by one rename, so that
/// a task that ran twice has one output and a reader never sees half of one. Until `_SUCCESS` is
/// there, `_RUNNING` says whose the directory is. All calls block.
package struct OutputDirectory: Sendable, Hashable {
  package let path: String

  package init(path: String) { self.path = path }

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
    guard access(path, W_OK | X_OK) == 0 else {
      throw MRError(.output, "the output directory \(quoted(path)) is not writable")
    }
    let entries = try attempt("read") { try FileManager.default.contentsOfDirectory(atPath: path) }
    guard entries.isEmpty else {
      throw MRError(
        .alreadyExists, "the output directory \(quoted(path)) is not empty",
        cause: "it holds \(quoted(entries.sorted()[0]))"
          + (entries.count > 1 ? " and \(entries.count - 1) more" : ""),
        remedy: "Name another directory, or remove this one; mr never overwrites a result.")
    }
  }

  /// Creates the directory, with a probe by which a worker proves that it sees this very directory.
  /// - Parameters:
  ///   - token: What the probe says.
  ///   - former: How the probe of the same job's former start began, if the master restarted: what
  ///     that start left is removed first. A directory with another probe, or none, is somebody
  ///     else's.
  /// - Throws: `alreadyExists` or `output`. The directory is not the caller's then: what is in it,
  ///   now or later, is not to be abandoned.
  package func prepare(token: String, former: String? = nil) throws(MRError) {
    let mark = [probePath, successPath, incompletePath].lazy.compactMap { text(at: $0) }.first
    if let former, mark?.hasPrefix(former) ?? false { removeOwnEntries() }
    try check()
    try attempt("create") {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    // Of two jobs that found the directory empty, one makes this.
    let probe = open(probePath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard probe >= 0 else {
      let cause = errno
      rmdir(path)
      throw failure(
        "create", probePath, cause,
        "Does another job write there? Name another output directory.")
    }
    let written = write(probe, token, token.utf8.count)
    let cause = errno
    close(probe)
    guard written == token.utf8.count else {
      abandon()
      throw failure("write", probePath, written < 0 ? cause : ENOSPC, "Is the disk full?")
    }
  }

  /// Makes an attempt's file the partition's part. Called once for a partition.
  /// - Parameter bytes: What the attempt says that the file has.
  package func commit(partition: Int, attempt number: Int, bytes: Int) throws(MRError) {
    let source = temporaryPart(partition: partition, attempt: number)
    var status = stat()
    guard lstat(source, &status) == 0 else { throw failure("commit", part(partition), errno) }
    try Agreement(of: "reduce task \(partition) attempt \(number)").check(
      "bytes of the file \(quoted(source))", Int(status.st_size), "bytes that it wrote", bytes)
    guard rename(source, part(partition)) == 0 else {
      throw failure("commit", part(partition), errno)
    }
  }

  /// Marks the result and leaves nothing beside it. Called once, after all commits.
  package func succeed(isComplete: Bool) throws(MRError) {
    try mark(isComplete: isComplete)
    try clean()
  }

  /// Marks the result as the job's, complete or without what was set aside. The mark is the probe, and says
  /// what it said until `clean`: so long a restarted master knows whose the directory is.
  package func mark(isComplete: Bool) throws(MRError) {
    let mark = isComplete ? successPath : incompletePath
    guard rename(probePath, mark) == 0 else { throw failure("create", mark, errno) }
  }

  /// Leaves an empty mark, and nothing that attempts wrote in vain. Called last.
  package func clean() throws(MRError) {
    let mark = access(incompletePath, F_OK) == 0 ? incompletePath : successPath
    guard truncate(mark, 0) == 0 else { throw failure("empty", mark, errno) }
    removeEntries { $0.hasPrefix(Self.temporaryPrefix) }
  }

  /// Takes back all that the job wrote; the directory itself stays only if something else is in
  /// it. May be repeated.
  package func abandon() {
    removeOwnEntries()
    rmdir(path)
  }

  /// Removes an attempt's file that nobody wants. A file that is not there is no error.
  package func discard(partition: Int, attempt number: Int) {
    unlink(temporaryPart(partition: partition, attempt: number))
  }

  // MARK: The worker's side.

  /// Where an attempt writes.
  package func temporaryPart(partition: Int, attempt number: Int) -> String {
    "\(path)/.\(Self.partName(partition)).\(number)"
  }

  /// Whether this process sees the directory that `prepare` put the token into.
  package func isSeen(token: String) -> Bool {
    text(at: probePath) == token && access(path, W_OK | X_OK) == 0
  }

  // MARK: Names

  package func part(_ partition: Int) -> String { "\(path)/\(Self.partName(partition))" }

  private static func partName(_ partition: Int) -> String {
    partPrefix + padded(partition, to: 5)
  }

  static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static let partPrefix = "part-r-"
  private static let temporaryPrefix = "." + partPrefix
  private var probePath: String { "\(path)/\(ResultMark.running)" }
  private var successPath: String { "\(path)/\(ResultMark.success)" }
  private var incompletePath: String { "\(path)/\(ResultMark.incomplete)" }

  private func text(at path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
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

  private func removeOwnEntries() {
    removeList()
    let marks = [ResultMark.running, ResultMark.success, ResultMark.incomplete]
    removeEntries { name in
      marks.contains(name) || name.hasPrefix(Self.partPrefix)
        || name.hasPrefix(Self.temporaryPrefix)
    }
  }

  private func removeEntries(where isUnwanted: (String) -> Bool) {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in entries where isUnwanted(name) { unlink("\(path)/\(name)") }
  }

  func failure(
    _ verb: String, _ path: String, _ number: Int32, _ remedy: String? = nil
  ) -> MRError {
    MRError(
      .output, "cannot \(verb) \(quoted(path))", cause: String(cString: strerror(number)),
      remedy: remedy)
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
