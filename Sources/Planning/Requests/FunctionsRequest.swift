package import Model
package import PluginHost

/// Asks where plain functions are found.
package struct FunctionsRequest: ChildRequest {
  package typealias Answer = [FunctionDescription]
  package static let name = "functions"

  package var signatures: [String]

  package init(signatures: [String]) { self.signatures = signatures }

  /// The child's part, or that of a process that may load the libraries itself.
  package func answer() throws(MRError) -> [FunctionDescription] {
    var functions: [FunctionDescription] = []
    for signature in signatures {
      functions.append(try FunctionDescription(FunctionSignature(signature)))
    }
    return functions
  }
}
