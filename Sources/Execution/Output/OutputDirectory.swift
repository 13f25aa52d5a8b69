import Foundation
package import Model

/// The directory that a job's result appears in: `part-r-00000` …, and `_SUCCESS` last.
///
/// Attempts write below `_temporary`; a part appears under its name by one rename, so that a task
/// that ran twice has one output and a reader never sees half of one. All calls block.
package struct OutputDirectory: Sendable, Hashable {
  package let path: String
  private static let temporaryName = "_temporary"
  private static let probeName = "probe"
  package static let successName = "_SUCCESS"

  package init(path: String) { self.path = path }

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

  /// Creates the directory with what attempts need, and a probe by which a worker proves that it
  /// sees this very directory.
  /// - Parameters:
  ///   - token: What the probe says.
  ///   - former: How the probe of the same job's former start began, if the master restarted: what
  ///     that start left is removed first. A directory with another probe, or none, is somebody
  ///     else's.
  /// - Throws: `alreadyExists` or `output`. The directory is not the caller's then: what is in it,
  ///   now or later, is not to be abandoned.
  package func prepare(token: String, former: String? = nil) throws(MRError) {
    let mark = text(at: probePath) ?? text(at: successPath)
    if let former, mark?.hasPrefix(former) ?? false { removeOwnEntries() }
    try check()
    try attempt("create") {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    // Of two jobs that found the directory empty, one makes this.
    guard mkdir(temporary, 0o777) == 0 else {
      let cause = errno
      rmdir(path)
      throw MRError(
        .output, "cannot create \(quoted(temporary))", cause: String(cString: strerror(cause)),
        remedy: "Does another job write there? Name another output directory.")
    }
    do {
      try write(token, to: probePath)
    } catch {
      abandon()
      throw error
    }
  }

  /// Makes an attempt's file the partition's part. Called once for a partition.
  package func commit(partition: Int, attempt number: Int) throws(MRError) {
    let source = temporaryPart(partition: partition, attempt: number)
    guard rename(source, part(partition)) == 0 else {
      throw MRError(
        .output, "cannot commit \(quoted(part(partition)))",
        cause: String(cString: strerror(errno)))
    }
  }

  /// Marks the result complete and leaves nothing beside it. Called once, after all commits.
  package func succeed() throws(MRError) {
    try markComplete()
    try clean()
  }

  /// Marks the result complete. The mark is the probe, and says what it said until `clean`: so long
  /// a restarted master knows whose the directory is.
  package func markComplete() throws(MRError) {
    guard rename(probePath, successPath) == 0 else {
      throw MRError(
        .output, "cannot create \(quoted(successPath))", cause: String(cString: strerror(errno)))
    }
  }

  /// Leaves an empty mark, and nothing that attempts needed. Called last.
  package func clean() throws(MRError) {
    guard truncate(successPath, 0) == 0 else {
      throw MRError(
        .output, "cannot empty \(quoted(successPath))", cause: String(cString: strerror(errno)))
    }
    // Usually there is nothing in it any more.
    if rmdir(temporary) == 0 { return }
    try attempt("clean") { try FileManager.default.removeItem(atPath: temporary) }
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
    "\(temporary)/\(Self.partName(partition)).\(number)"
  }

  /// Whether this process sees the directory that `prepare` put the token into.
  package func isSeen(token: String) -> Bool {
    text(at: probePath) == token && access(temporary, W_OK | X_OK) == 0
  }

  // MARK: Names

  package func part(_ partition: Int) -> String { "\(path)/\(Self.partName(partition))" }

  private static func partName(_ partition: Int) -> String {
    let digits = String(partition)
    return "part-r-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  private var temporary: String { "\(path)/\(Self.temporaryName)" }
  package var probePath: String { "\(temporary)/\(Self.probeName)" }
  private var successPath: String { "\(path)/\(Self.successName)" }

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
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in entries
    where name == Self.temporaryName || name == Self.successName || name.hasPrefix("part-r-") {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Without waiting for the disk, which Foundation would do.
  private func write(_ text: String, to path: String) throws(MRError) {
    let file = try FilePartWriter(path: path)
    let written = Array(text.utf8).withUnsafeBytes { bytes in
      Result { () throws(MRError) in try file.write(bytes) }
    }
    try written.get()
    _ = try file.finish()
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
