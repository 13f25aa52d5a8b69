internal import CProcess
internal import Glibc

/// What a process that loads plugins may still do, once it has entered it: read and run files as before, write
/// below some paths, and connect to some TCP ports.
package struct Sandbox: Sendable {
  private let writable: [String]
  private let ports: [UInt16]

  package init(writable: [String], ports: [UInt16] = []) {
    self.writable = writable
    self.ports = ports
  }

  /// What a worker may have for data beside its `--worker-memory`, in MiB: for its program, its threads, and for
  /// what its plugin allocates.
  package static let slackMB = 4096

  /// The kernel's means; 0 if it has none.
  package static var revision: Int { Int(mr_landlock_revision()) }

  /// What the kernel cannot see to, in words; nil if all is seen to.
  package static var weakness: String? {
    switch revision {
    case ..<1: "the kernel has no Landlock, so there is no sandbox"
    case ..<3: "the kernel's Landlock does not keep a sandbox from truncating files, and from TCP"
    case ..<4: "the kernel's Landlock does not keep a sandbox from TCP"
    default: nil
    }
  }

  /// Restricts this process for the rest of its life, and all that it starts. To be called while it has one thread.
  /// - Returns: false if the kernel restricts nothing.
  package func enter() -> Bool {
    let paths = writable.map { strdup($0) }
    defer { paths.forEach { free($0) } }
    return paths.map { UnsafePointer($0) }.withUnsafeBufferPointer { paths in
      ports.withUnsafeBufferPointer { ports in
        var sandbox = mr_sandbox(
          writable: paths.baseAddress, writable_count: paths.count, ports: ports.baseAddress,
          port_count: ports.count)
        return mr_enter_sandbox(&sandbox) == 0
      }
    }
  }
}
