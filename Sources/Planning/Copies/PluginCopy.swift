internal import Foundation
package import Model

/// A plugin that is planned with: its copy, which is removed when nobody holds it any more, or the file
/// itself.
package final class PluginCopy: Sendable {
  package let file: PluginFile
  /// The directory that the copy lies in, with its links; nil if there is none.
  private let root: String?
  private let copies: PluginCopies

  init(_ file: PluginFile, root: String?, of copies: PluginCopies) {
    self.file = file
    self.root = root
    self.copies = copies
  }

  deinit { if let root { copies.remove(root) } }
}
