import Glibc
import Model
import Protocol
import Threading

/// Who makes a call of a service.
struct Caller: Sendable {
  enum Identity: Sendable {
    /// A process of this machine that could open the master's socket file.
    case peer(user: UInt32)
    case holder(token: String)
    /// Anybody, of a master that asks nobody who he is.
    case anybody
    case worker(WorkerID)
  }

  let identity: Identity
  /// nil: a worker's.
  let role: AccessRole?

  /// Set while a call is served.
  @TaskLocal static var current = Caller(identity: .anybody, role: nil)

  /// - Throws: `denied` if this caller may not do what takes the role.
  func check(_ needed: AccessRole) throws(MRError) {
    guard role?.covers(needed) != true else { return }
    throw MRError(
      .denied, "\(self) may not do that",
      cause: "it takes the role '\(needed.rawValue)'"
        + (role.map { ", and this is '\($0.rawValue)'" } ?? ""),
      remedy: "Ask whoever runs the master for a token: `mr token create NAME --role "
        + "\(needed.rawValue)`.")
  }

  /// - Returns: The worker of that name.
  /// - Throws: `denied` if somebody else calls.
  static func worker(_ name: String) throws(MRError) -> WorkerID {
    let worker = try WorkerID(wire: name)
    guard case .worker(worker) = current.identity else {
      throw MRError(.denied, "\(current) speaks for worker \(worker)")
    }
    return worker
  }

  /// What the journal and logs call a user. Blocks.
  var account: String {
    switch identity {
    case .peer(let user): Self.name(of: user) ?? "user \(user)"
    case .holder(let token): "token \(token)"
    case .anybody: "anybody"
    case .worker(let worker): "worker \(worker)"
    }
  }

  private static func name(of user: UInt32) -> String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0,
      let name = found?.pointee.pw_name
    else { return nil }
    return printable(String(cString: name).utf8)
  }
}

extension Caller: CustomStringConvertible {
  var description: String {
    switch identity {
    case .peer(let user): "user \(user)"
    case .holder(let token): "the holder of token '\(token)'"
    case .anybody: "a caller without a token"
    case .worker(let worker): "worker \(worker)"
    }
  }
}
