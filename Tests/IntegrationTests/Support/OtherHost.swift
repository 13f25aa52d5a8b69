import Foundation
import Glibc

/// A network of its own, with a cable to this machine's: what runs there reaches nothing else of it.
struct OtherHost {
  private let workspace: Workspace
  private let name: String
  private let network: Int
  private var cable: String { "mr\(network)" }
  /// Of this machine, as it is called from there.
  var here: String { "10.213.\(network).1" }

  /// Runs `body` with one, where the user and the system let it be made.
  /// - Returns: false if they do not.
  static func run(in workspace: Workspace, _ body: (OtherHost) async throws -> Void) async throws
    -> Bool
  {
    guard geteuid() == 0 else { return false }
    let network = Int(getpid()) % 250 + 1
    let host = OtherHost(workspace: workspace, name: "mr-test-\(getpid())", network: network)
    guard try await host.make() else { return false }
    let result: Result<Void, any Error>
    do { result = .success(try await body(host)) } catch { result = .failure(error) }
    // The cable goes with its other end.
    _ = try await workspace.tool("ip", "netns", "delete", host.name)
    try result.get()
    return true
  }

  /// Starts a program there.
  func start(_ command: [String]) throws -> RunningProcess {
    try workspace.start(["ip", "netns", "exec", name] + command)
  }

  /// Runs `mr` there to its end.
  func mr(_ arguments: [String]) async throws -> RunningProcess.Result {
    try await start([Checkout.mr] + arguments).wait()
  }

  private func make() async throws -> Bool {
    let script = """
      ip netns add "$1" || exit 1
      {
        ip link add "$2" type veth peer name far netns "$1" &&
        ip address add "$3.1/24" dev "$2" && ip link set "$2" up &&
        ip -n "$1" address add "$3.2/24" dev far && ip -n "$1" link set far up &&
        ip -n "$1" link set lo up
      } || { ip netns delete "$1"; exit 1; }
      """
    let made = try await workspace.tool(
      "bash", "-c", script, "bash", name, cable, "10.213.\(network)")
    return made.status == 0
  }
}
