import ArgumentParser
import Glibc
import Master
import Model
import Threading

/// `--master`, which every command takes that talks to one.
struct MasterOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Where the master is: unix:PATH or HOST:PORT. (default: the environment's MR_MASTER, else the \
      socket in your state directory)
      """, valueName: "address"))
  var master: MasterAddress?

  /// - Throws: `invalidArgument` if MR_MASTER is no address.
  func address() throws(MRError) -> MasterAddress {
    if let master { return master }
    guard let text = getenv("MR_MASTER").map({ String(cString: $0) }), !text.isEmpty else {
      return MasterServer.socket(in: try SocketDirectory(for: try StateDirectory.standard()))
    }
    guard let address = MasterAddress(text) else {
      throw MRError(
        .invalidArgument, "the environment's MR_MASTER, '\(text)', is not an address",
        remedy: "Write unix:/PATH or HOST:PORT, for example 127.0.0.1:7077.")
    }
    return address
  }
}
