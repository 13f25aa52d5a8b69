/// An input format as far as the records of a document depend on it.
package struct FormatIdentity: Sendable {
  /// The SHA-256 of the plugin's file.
  private let digest: String
  /// What identifies the libraries that the plugin needs.
  private let libraries: [UInt8]
  private let name: String
  private let parameters: [String: String]

  /// - Parameters:
  ///   - digest: The SHA-256 of the plugin's file.
  ///   - libraries: Changes with any of the libraries that the plugin needs.
  ///   - name: The format's in the plugin.
  ///   - parameters: Those that the format may ask for.
  package init(digest: String, libraries: [UInt8], name: String, parameters: [String: String]) {
    self.digest = digest
    self.libraries = libraries
    self.name = name
    self.parameters = parameters
  }

  var fields: [[UInt8]] {
    [Array(digest.utf8), libraries, Array(name.utf8), bigEndian(UInt64(parameters.count))]
      + parameters.sorted { $0.key < $1.key }.flatMap {
        [Array($0.key.utf8), Array($0.value.utf8)]
      }
  }
}
