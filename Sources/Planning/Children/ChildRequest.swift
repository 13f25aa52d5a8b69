/// What a child process is asked to do with a plugin. There the plugin may crash, print, hang or leave
/// something running, and the process that asks only learns of it.
package protocol ChildRequest: Codable, Sendable {
  associatedtype Answer: Codable & Sendable
  /// The name by which the child finds who answers the request: no two kinds have the same.
  static var name: String { get }
  /// What the child writes to in a sandbox as well; is made if it is not there.
  var writableFiles: [String] { get }
  var writableDirectories: [String] { get }
}

extension ChildRequest {
  package var writableFiles: [String] { [] }
  package var writableDirectories: [String] { [] }
}
