import Foundation
import Model
import PluginHost

extension Preflight {
  /// A job's plain functions, found.
  struct Functions {
    /// Of the map function: its library and its name.
    var library: PluginFile
    var name: String
    /// All libraries, by the names that the signatures give them.
    var libraries: [String: PluginFile]
    /// Of those that were named by their paths.
    var copies: [PluginCopy] = []
  }

  /// Checks that functions fit the input and each other, and that their libraries have them. Those
  /// are loaded in a child process, as plugins are.
  func resolve(
    _ functions: JobFunctions, input: FunctionJob.InputTypes, attributes: [String]
  ) async throws(MRError) -> Functions {
    let job = try FunctionJob(functions, input: input, attributes: attributes)
    var libraries: [String: PluginFile] = [:]
    var copies: [PluginCopy] = []
    for (name, path) in try await locate(job.signatures) {
      let copy = try await self.copy(path)
      var file = copy.file
      if name.contains("/") {
        copies.append(copy)
      } else {
        // The system's: there must not be two of them in a process.
        file.copy = nil
      }
      libraries[name] = file
    }
    guard let library = libraries[job.map.library] else {
      throw MRError(.internal, "the library \(job.map.library) was not looked up")
    }
    return Functions(
      library: library, name: job.map.name, libraries: libraries, copies: copies)
  }

  /// The files of the functions' libraries, by the names that the signatures give them.
  private func locate(_ signatures: [FunctionSignature]) async throws(MRError) -> [String: String] {
    let refusal = { cause in
      // What the child says has its own remedy.
      MRError(.plugin, "the job's functions cannot be loaded", cause: cause)
    }
    switch try await PluginInquiry<[FunctionDescription]>.ask(
      ["plugin", "function", "--answer", "--"] + signatures.map(\.description),
      timeout: .seconds(30))
    {
    case .done(let found):
      return Dictionary(found.map { ($0.library, $0.path) }) { first, _ in first }
    case .refused(let error): throw refusal(error.description)
    case .silent(let ending): throw refusal("the process that loaded them \(ending)")
    }
  }
}
