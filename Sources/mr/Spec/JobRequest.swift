import Model
import PluginHost
import Protocol

/// A job spec in the making: what flags and a spec file say, with paths as they were written.
struct JobRequest: Hashable {
  var plugin: String?
  var job: String?
  /// Signatures of plain functions, and the combiner that goes with them.
  var function: String?
  var reduceFunction: String?
  var combineFunction: String?
  var combiner: String?
  var input: String?
  var format: String?
  var output: String?
  var parameters: [String: String] = [:]
  var reducers: Int?
  /// The size of a map task, in MB.
  var taskSize: Int?
  var badInput = BadInputPolicy()
  /// Where workers keep what they read of documents; `off` for nowhere.
  var cache: String?
  /// Whether map output of earlier jobs is reused, and that of this one kept.
  var reuse = false
  /// Whether an index is kept of where keys come from.
  var provenance = false
  /// Whether the job is to run in sandboxes only.
  var sandbox = false
  static let mostTaskSize = JobSpec.mostTaskBytes >> 20

  /// What cannot be left out, and was.
  var missing: String? {
    if plugin?.isEmpty ?? true, function?.isEmpty ?? true { return "plugin" }
    if input?.isEmpty ?? true { return "input" }
    if output?.isEmpty ?? true { return "output" }
    return nil
  }

  /// The spec, with paths that mean the same to a master that runs elsewhere.
  /// - Parameter directory: what relative paths are relative to; absolute.
  /// - Throws: `invalidArgument` if something required is missing.
  func spec(relativeTo directory: String) throws(MRError) -> JobSpec {
    guard missing == nil, let input, let output else {
      throw MRError(
        .invalidArgument, "the job has no '\(missing ?? "")'",
        remedy: "Give it in the spec file, or as a flag.")
    }
    let cache = try cacheChoice(relativeTo: directory)
    if reuse, cache == .off {
      throw MRError(
        .invalidArgument, "the job reuses map output, and has no cache",
        remedy: "Leave out 'reuse', or 'cache: off'.")
    }
    let plugin = plugin ?? ""
    // The same bounds wherever the job is to run.
    let parameters = try checkedParameters(parameters)
    return JobSpec(
      plugin: plugin.contains("/") ? absolute(plugin, in: directory) : plugin, job: job,
      // The directory's own braces and stars are no wildcards.
      input: absolute(input, in: Layout.escaped(directory)), format: format,
      output: absolute(output, in: directory), parameters: parameters, reducers: reducers,
      functions: try functions(relativeTo: directory), taskBytes: taskSize.map { $0 << 20 },
      badInput: badInput,
      cache: cache, reuse: reuse, provenance: provenance, sandbox: sandbox)
  }

  private func cacheChoice(relativeTo directory: String) throws(MRError) -> CacheChoice {
    guard let cache else { return .standard }
    guard case .at(var place) = try CacheChoice(cache) else { return .off }
    place.directory = absolute(place.directory, in: directory)
    return .at(place)
  }

  /// - Throws: `invalidArgument`, with the character at which a signature is wrong.
  private func functions(relativeTo directory: String) throws(MRError) -> JobFunctions? {
    guard let function, !function.isEmpty else {
      guard reduceFunction == nil, combineFunction == nil, combiner == nil else {
        throw MRError(
          .invalidArgument, "the job has no 'function' to map with",
          remedy: "Functions for combine and reduce go with one for map, not with a plugin.")
      }
      return nil
    }
    guard plugin?.isEmpty ?? true, job == nil else {
      throw MRError(
        .invalidArgument, "the job has a function and a '\(plugin == nil ? "job" : "plugin")'",
        remedy: "Leave one of them out.")
    }
    func signature(_ text: String) throws(MRError) -> String {
      var signature = try FunctionSignature(text)
      if signature.library.contains("/") {
        signature.library = absolute(signature.library, in: directory)
      }
      return signature.description
    }
    var functions = JobFunctions(map: try signature(function))
    if let combiner { functions.combiner = try StockCombiner(named: combiner) }
    if let combineFunction { functions.combine = try signature(combineFunction) }
    if let reduceFunction { functions.reduce = try signature(reduceFunction) }
    return functions
  }
}

func absolute(_ path: String, in directory: String) -> String {
  if path.hasPrefix("/") { return path }
  return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
}
