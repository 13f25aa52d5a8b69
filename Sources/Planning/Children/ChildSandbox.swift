internal import CProcess
internal import Glibc
internal import Model
internal import PluginHost

/// When a child is kept from doing anything but read files: it then writes to a directory of its own that goes with
/// it, and to what its request names, and makes no connection, as far as the kernel can see to that.
package enum ChildSandbox: Sendable, Hashable {
  /// A plugin is only looked at: nobody wants anything done.
  case always
  /// A job is planned, which is going to run with all rights of its user. If the child comes to no answer in a
  /// sandbox it is asked again without one: a plugin may do more than read.
  case first
}

/// What a child is told of its sandbox.
struct ChildEnclosure: Codable {
  /// TMPDIR.
  var temporary: String
  /// Files and directories that are made before, if they are not there.
  var files: [String]
  var directories: [String]

  /// Restricts this process, which has one thread. What the kernel does not know stays allowed.
  func enter() {
    for file in files {
      let descriptor = open(file, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
      if descriptor >= 0 { close(descriptor) }
    }
    for directory in directories { _ = PrivateDirectory.make(directory) }
    _ = Sandbox(writable: [temporary, "/dev/null"] + files + directories).enter()
  }
}
