import ArgumentParser
import Glibc
import Model

/// `--master`, which every command takes that talks to one.
struct MasterOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Address of the master. (default: the environment's MR_MASTER, else 127.0.0.1:7077)",
      valueName: "host:port"))
  var master: NetworkAddress?

  /// - Throws: `invalidArgument` if MR_MASTER is no address.
  func address() throws(MRError) -> NetworkAddress {
    if let master { return master }
    guard let text = getenv("MR_MASTER").map({ String(cString: $0) }), !text.isEmpty else {
      return .standard
    }
    guard let address = NetworkAddress(text) else {
      throw MRError(
        .invalidArgument, "the environment's MR_MASTER, '\(text)', is not an address",
        remedy: "Write HOST:PORT, for example 127.0.0.1:7077.")
    }
    return address
  }
}
