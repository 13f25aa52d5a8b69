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
  /// - Parameter file: the library that the signature names, with its copy; nil for one that the system's loader
  ///   finds.
  /// - Throws: `notFound` when the library cannot be loaded, or does not have the function.
  package init(_ signature: FunctionSignature, in file: PluginFile? = nil) throws(MRError) {
    path = if let file { file.path } else { try FunctionLibrary.locate(signature.library) }
    try FunctionLibrary.load(path: path, copy: file?.copy).check(signature.name)
    library = signature.library
    name = signature.name
    prototype = signature.prototype
  }
}
