import FoundationEssentials
import Glibc

/// The project to be written.
struct Project {
  let name: JobName
  let language: Language
  let directory: String
  let installation: Installation

  /// - Throws: `NewJobError`; nothing is overwritten.
  func write() throws {
    try checkDirectory()
    let folders = ["common", language.rawValue]
    let files = try folders.flatMap {
      try Template(directory: "\(installation.templates)/\($0)").render(placeholders)
    }
    do {
      for file in files { try write(file.content, to: file.path) }
      if language == .rust { try copyRustKit() }
    } catch {
      throw NewJobError("Cannot write to \(directory): \(Self.reason(error))")
    }
  }

  /// What to do with it.
  var nextSteps: String {
    let source = language.source.replacing("TYPE", with: name.typeName)
    return """
      Wrote the job \(name.text) in \(language.displayName) to \(directory).

        cd \(directory.quotedForShell)
        make        # builds \(name.text).so
        make test   # the functions alone, then the job on the samples
        \(installation.mrCommand.quotedForShell) run --plugin ./\(name.text).so \
      --input 'samples/{server}/*.log' --output out

      Your functions are in \(source); README.md says more.
      """
  }

  private var placeholders: [String: String] {
    [
      "name": name.text,
      "type": name.typeName,
      "underscored": name.text.replacing("-", with: "_"),
      "mr": installation.mr,
      "mrCommand": installation.mrCommand.quotedForShell,
      "include": installation.headers[0],
      "includeFlags": installation.headers.map { "-I'\($0)'" }.joined(separator: " "),
      "swiftKit": installation.swiftKit,
      "pythonKit": installation.pythonKit,
    ]
  }

  private func checkDirectory() throws {
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) else {
      return
    }
    guard isDirectory else { throw NewJobError("\(directory) exists and is no directory.") }
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw NewJobError("\(directory) exists and cannot be read.")
    }
    guard entries.isEmpty else {
      throw NewJobError(
        "\(directory) is not empty: mr-new-job overwrites nothing. Choose another --directory.")
    }
  }

  /// What the system says, where it is the system that refused.
  private static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError, let cause = error.underlying as? POSIXError else {
      return "\(error)"
    }
    return "\(error.filePath ?? "?"): \(String(cString: strerror(cause.code.rawValue)))"
  }

  private func write(_ content: String, to path: String) throws {
    let file = "\(directory)/\(path)"
    try FileManager.default.createDirectory(
      atPath: String(file.prefix(upTo: file.lastIndex(of: "/") ?? file.startIndex)),
      withIntermediateDirectories: true)
    try Data(content.utf8).write(to: URL(filePath: file))
  }

  /// A Rust project has its own copy: a crate cannot name a file of another place.
  private func copyRustKit() throws {
    try FileManager.default.copyItem(
      atPath: installation.rustKit, toPath: "\(directory)/src/mapreduce.rs")
  }
}

extension String {
  /// As it is, if a shell takes it for one word; in quotes otherwise.
  var quotedForShell: String {
    let isPlain = utf8.allSatisfy {
      0x61...0x7a ~= $0 | 0x20 || 0x30...0x39 ~= $0 || "-_./+,".utf8.contains($0)
    }
    return isPlain ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
