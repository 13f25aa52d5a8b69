import FoundationEssentials
import Glibc

/// Where the templates, kits and programs lie: below an installed prefix, or in the checkout that
/// this program was built in. All paths are absolute.
struct Installation {
  /// One folder for each language, and `common`.
  let templates: String
  /// The engine.
  let mr: String
  /// Directories of the header and of the kits for C and C++.
  let headers: [String]
  /// The Swift package.
  let swiftKit: String
  /// The file `mapreduce.rs`.
  let rustKit: String
  /// The directory that the Python package `mapreduce` lies in.
  let pythonKit: String

  /// - Throws: `NewJobError` with where the templates were looked for.
  static func find() throws -> Installation {
    guard let program = realpath("/proc/self/exe", nil) else {
      throw NewJobError("Cannot find this program's own file: \(String(cString: strerror(errno))).")
    }
    defer { free(program) }
    let directory = parent(String(cString: program))
    let prefix = parent(directory)
    if isDirectory("\(prefix)/share/mapreduce/templates") {
      return Installation(prefix: prefix)
    }
    var checkout = directory
    while checkout != "/" {
      checkout = parent(checkout)
      if isDirectory("\(checkout)/templates"), access("\(checkout)/Package.swift", R_OK) == 0 {
        return Installation(checkout: checkout, programs: directory)
      }
    }
    throw NewJobError(
      "There are no templates in \(prefix)/share/mapreduce/templates: mr-new-job works from where"
        + " scripts/install put it, or from the checkout that it was built in.")
  }

  private init(prefix: String) {
    let data = "\(prefix)/share/mapreduce"
    templates = "\(data)/templates"
    mr = "\(prefix)/bin/mr"
    headers = ["\(prefix)/include"]
    swiftKit = "\(data)/kits/swift/MapReduceKit"
    rustKit = "\(data)/kits/rust/mapreduce.rs"
    pythonKit = "\(data)/python"
  }

  private init(checkout: String, programs: String) {
    let kits = "\(checkout)/Plugins/Kits"
    templates = "\(checkout)/templates"
    mr = "\(programs)/mr"
    headers = ["\(checkout)/Sources/CMapReduce/include", "\(kits)/c", "\(kits)/cpp"]
    swiftKit = "\(kits)/swift/MapReduceKit"
    rustKit = "\(kits)/rust/mapreduce.rs"
    pythonKit = "\(checkout)/Plugins/Python"
  }

  /// How to call `mr`: by its name if that finds it in PATH, else by its path.
  var mrCommand: String {
    let found = Tool("mr", "mr", remedy: "").path.flatMap { realpath($0, nil) }
    defer { free(found) }
    let own = realpath(mr, nil)
    defer { free(own) }
    guard let found, let own, strcmp(found, own) == 0 else { return mr }
    return "mr"
  }

  private static func parent(_ path: String) -> String {
    let parent = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
    return parent.isEmpty ? "/" : String(parent)
  }

  private static func isDirectory(_ path: String) -> Bool {
    var isDirectory = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
  }
}
