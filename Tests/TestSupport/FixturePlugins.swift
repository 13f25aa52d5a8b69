import Glibc
import Synchronization

/// The plugins in `Tests/Fixtures/Plugins`, which misbehave in every way that there is: compiled
/// when a test asks for them, once in a process, into a directory that goes when the process ends.
package enum FixturePlugins {
  package struct CompilerFailure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Compiles `<name>.c` or `<name>.cpp` against the header of this checkout.
  /// - Parameter defect: what the macro `DEFECT` stands for in it.
  /// - Returns: the library's path.
  package static func build(_ name: String, defect: String? = nil) throws -> String {
    try built.withLock { built in
      let library = "\(directory)/lib\(name)\(defect.map { "-\($0)" } ?? "").so"
      if built.contains(library) { return library }
      let isCPlusPlus = access("\(sources)/\(name).cpp", F_OK) == 0
      let definitions = defect.map { ["-DDEFECT=\($0)"] } ?? []
      try run(
        [
          isCPlusPlus ? "c++" : "cc", isCPlusPlus ? "-std=c++17" : "-std=c11",
          "-Wall", "-Wextra", "-pedantic", "-Werror", "-O1", "-g", "-fPIC", "-shared",
        ] + definitions + [
          "-I", header, "-o", library, "\(sources)/\(name)\(isCPlusPlus ? ".cpp" : ".c")",
        ])
      built.insert(library)
      return library
    }
  }

  /// A directory of this process, which is removed when it ends.
  package static let directory: String = {
    let template = strdup("\(temporaryDirectory)/mr-fixtures-XXXXXX")
    defer { free(template) }
    // Without a directory every compilation says so.
    guard let template, let made = mkdtemp(template) else { return "/nonexistent" }
    atexit { FixturePlugins.removeDirectory() }
    return String(cString: made)
  }()

  private static func removeDirectory() {
    built.withLock { for library in $0 { unlink(library) } }
    rmdir(directory)
  }

  private static let built = Mutex<Set<String>>([])
  private static let temporaryDirectory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  private static let root = #filePath.split(separator: "/").dropLast(3)
    .map { "/\($0)" }.joined()
  private static let sources = "\(root)/Tests/Fixtures/Plugins"
  private static let header = "\(root)/Sources/CMapReduce/include"

  private static func run(_ arguments: [String]) throws {
    var argv = arguments.map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    var pid = pid_t()
    guard let compiler = argv[0], posix_spawnp(&pid, compiler, nil, nil, &argv, environ) == 0 else {
      throw CompilerFailure(description: "\(arguments[0]) cannot be started")
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    guard status == 0 else {
      throw CompilerFailure(description: "failed: \(arguments.joined(separator: " "))")
    }
  }
}
