import Foundation
import Model
import Threading
import Transport

/// What a master shows in a network, and how callers know that it is its.
struct NetworkIdentity {
  var certificate: ServerCertificate
  var proof: ServerProof

  /// Blocks.
  /// - Parameter directory: The master's state directory, where it keeps what it makes.
  /// - Returns: nil if nothing is encrypted.
  init?(_ protection: ListenSettings.Protection, directory: String) throws(MRError) {
    switch protection {
    case .tokens, .none: return nil
    case .encryption(nil):
      certificate = try OwnCertificate(directory: directory).load()
      proof = .certificate(certificate.chain)
    case .encryption(let files?):
      let authority = try files.authority.map { (path) throws(MRError) in try Self.text(path) }
      certificate = ServerCertificate(
        chain: try Self.text(files.chain),
        key: try SecretFile.read(files.key, "the certificate's key"), callers: authority)
      proof = .authority(authority)
    }
  }

  private static func text(_ path: String) throws(MRError) -> String {
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw MRError(
        .invalidArgument, "the certificate in \(printable(path.utf8)) cannot be read",
        cause: "\(error)")
    }
  }
}
