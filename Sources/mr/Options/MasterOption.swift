import ArgumentParser
import Glibc
import Master
import Model
import Threading
import Transport

/// `--master`, which every command takes that talks to one.
struct MasterOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Where the master is: unix:PATH, HOST:PORT, or a connection file. (default: the environment's \
      MR_MASTER, else the socket in your state directory)
      """, valueName: "address"))
  var master: String?

  /// - Throws: `invalidArgument` if there is no such address or file, or no token where it names one.
  func contact() throws(MRError) -> MasterContact {
    if let master { return try contact(master, named: "--master") }
    if let text = environment("MR_MASTER") { return try contact(text, named: "MR_MASTER") }
    let sockets = try SocketDirectory(for: try StateHome.standard())
    return MasterContact(address: MasterServer.socket(in: sockets))
  }

  private func contact(_ text: String, named source: String) throws(MRError) -> MasterContact {
    if let address = MasterAddress(text) {
      return MasterContact(address: address, token: try token(for: address))
    }
    guard access(text, F_OK) == 0 else {
      throw MRError(
        .invalidArgument, "'\(printable(text.utf8))' of \(source) is no address, and no file",
        remedy: "Write unix:/PATH, HOST:PORT, or the path of a master's connection file.")
    }
    return try ConnectionFile.contact(in: text)
  }

  /// What the environment names, or a master of this user has left for its clients. Where others could
  /// read it on its way, or somebody else might answer, no token is shown.
  private func token(for address: MasterAddress) throws(MRError) -> String? {
    guard case .tcp(let network) = address else { return nil }
    let named = environment("MR_TOKEN_FILE")
    guard network.isLoopback else {
      if named == nil { return nil }
      throw MRError(
        .invalidArgument, "no token is shown to a master at \(network)",
        cause: "that is beyond this machine, and nothing says which master it has to be",
        remedy: "Name its connection file with --master: it has address, token and certificate.")
    }
    if let named { return try SecretFile.read(named, "the token") }
    guard let directory = try? StateHome.standard() else { return nil }
    let path = "\(directory)/token"
    return access(path, F_OK) == 0 ? try SecretFile.read(path, "the token") : nil
  }

  private func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension ConnectionFile {
  static func contact(in path: String) throws(MRError) -> MasterContact {
    try ConnectionFile(try SecretFile.read(path, "the connection")).contact
  }
}
