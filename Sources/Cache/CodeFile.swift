package import Model

/// A file that an input format has code from, as it was.
package struct CodeFile: Sendable, Hashable {
  package var path: BytePath
  /// Changes with the file.
  package var identity: [UInt8]

  package init(path: BytePath, identity: FileIdentity) {
    self.path = path
    self.identity = identity.bytes
  }

  package init(path: BytePath, identity: [UInt8]) {
    self.path = path
    self.identity = identity
  }

  /// Whether the file is what it was.
  package var isUnchanged: Bool { FileIdentity(path)?.bytes == identity }
}
