internal import Glibc
internal import Model
internal import PluginHost

/// A job's plain functions, found.
struct FoundFunctions {
  /// The map function's library, and its name.
  var library: PluginFile
  var name: String
  /// All libraries, by the names that the signatures give them.
  var libraries: [String: PluginFile]
  /// The copies of the libraries that were named by their paths.
  var copies: [PluginCopy] = []
}

extension Planner {
  /// Checks that functions fit the input and each other, and that their libraries have them. Those
  /// are loaded as plugins are.
  func find(
    _ functions: JobFunctions, _ format: JobFormat, attributes: [String]
  ) async throws(MRError) -> FoundFunctions {
    let input = FunctionJob.InputTypes(format.format, format.description)
    let job = try FunctionJob(functions, input: input, attributes: attributes)
    var libraries: [String: PluginFile] = [:]
    var copies: [PluginCopy] = []
    for signature in job.signatures { try rule.check(library: signature.library) }
    // What is looked into is what is run.
    for name in job.signatures.map(\.library) where name.contains("/") && libraries[name] == nil {
      let copy = try await take(Self.libraryPath(name))
      copies.append(copy)
      libraries[name] = copy.file
    }
    for function in try await door.functions(job.signatures, in: libraries)
    where libraries[function.library] == nil {
      var file = try await take(function.path).file
      // The system's: there must not be two of them in a process.
      file.copy = nil
      libraries[function.library] = file
    }
    guard let library = libraries[job.map.library] else {
      throw MRError(.internal, "the library \(job.map.library) was not looked up")
    }
    return FoundFunctions(
      library: library, name: job.map.name, libraries: libraries, copies: copies)
  }

  /// A path without links.
  /// - Throws: `notFound`, in the words in which the system's loader says it.
  private static func libraryPath(_ name: String) throws(MRError) -> String {
    guard let resolved = realpath(name, nil) else {
      throw MRError(
        .notFound, "the library \(printable(name.utf8)) cannot be loaded",
        cause: "\(printable(name.utf8)): \(String(cString: strerror(errno)))",
        remedy: "Give the path of a shared library for this machine.")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
