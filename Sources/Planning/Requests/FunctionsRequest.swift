package import Model
package import PluginHost

/// Asks where plain functions are found.
package struct FunctionsRequest: ChildRequest {
  package typealias Answer = [FunctionDescription]
  package static let name = "functions"

  package var signatures: [String]
  /// The libraries that signatures name by a path, by that name.
  package var files: [String: PluginFile]

  package init(signatures: [String], files: [String: PluginFile] = [:]) {
    self.signatures = signatures
    self.files = files
  }

  /// The child's part, or that of a process that may load the libraries itself.
  package func answer() throws(MRError) -> [FunctionDescription] {
    var functions: [FunctionDescription] = []
    for signature in signatures {
      let signature = try FunctionSignature(signature)
      functions.append(try FunctionDescription(signature, in: files[signature.library]))
    }
    return functions
  }
}
