import Model
import NIOCore
import NIOSSL

/// How a caller knows a master in a network.
package enum ServerProof: Sendable, Hashable {
  /// It shows this certificate, which it has made for itself. PEM.
  case certificate(String)
  /// It shows one for the name that it is called by, signed by one of these (PEM), or by one of those that
  /// this machine trusts.
  case authority(String?)

  /// What a connection begins with.
  /// - Parameter identity: What the caller shows in turn; nil: nothing.
  /// - Throws: `invalidArgument` for texts that are no certificates.
  func context(showing identity: ClientCertificate?) throws(MRError) -> NIOSSLContext {
    do {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.minimumTLSVersion = .tlsv12
      configuration.applicationProtocols = ["h2"]
      switch self {
      case .certificate(let text), .authority(let text?):
        configuration.trustRoots = .certificates(
          try NIOSSLCertificate.fromPEMBytes(Array(text.utf8)))
      case .authority(nil): break
      }
      if let identity {
        configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(identity.chain)
          .map { .certificate($0) }
        configuration.privateKey = .privateKey(
          try NIOSSLPrivateKey(file: identity.key, format: .pem))
      }
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw MRError(
        .invalidArgument, "no connection to the master can be protected", cause: "\(error)",
        remedy: "See the certificates in its connection file, and those that it names.")
    }
  }

  /// The name that the certificate has to be for; nil for a host that is a number.
  func name(of host: String) -> String? {
    if case .certificate = self { return ServerCertificate.ownName }
    return host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." } ? nil : host
  }
}

/// Files with what a caller shows to a master that asks for it: PEM.
package struct ClientCertificate: Codable, Sendable, Hashable {
  package var chain: String
  package var key: String
}
