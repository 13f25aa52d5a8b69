package import Model

/// A plain function that was found: what `mr plugin function --json` prints.
package struct FunctionDescription: Codable, Sendable, Hashable {
  /// The library as the signature names it.
  package var library: String
  /// The path of the library's file.
  package var path: String
  package var name: String
  /// What the function is taken for, in C.
  package var prototype: String

  /// Loads the library, so this is for processes that may crash.
  /// - Throws: `notFound` when the library cannot be loaded, or does not have the function.
  package init(_ signature: FunctionSignature) throws(MRError) {
    path = try FunctionLibrary.locate(signature.library)
    try FunctionLibrary.load(path: path).check(signature.name)
    library = signature.library
    name = signature.name
    prototype = signature.prototype
  }
}
