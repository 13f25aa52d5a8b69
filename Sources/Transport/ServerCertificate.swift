import Model
import NIOSSL

/// What a server proves itself by in a network, and whom it lets in. PEM.
package struct ServerCertificate: Sendable, Hashable {
  /// Its own first, then those that lead to one that callers trust.
  package var chain: String
  package var key: String
  /// Callers have to show a certificate that one of these has signed; nil: they show none.
  package var callers: String?

  package init(chain: String, key: String, callers: String? = nil) {
    self.chain = chain
    self.key = key
    self.callers = callers
  }

  /// The name in a certificate that a master makes for itself. Callers have that very certificate, so it
  /// does not matter to them where the master is.
  package static let ownName = "mr-master"

  /// - Throws: `invalidArgument` for texts that are no certificates and no key, or do not fit each other.
  func context() throws(MRError) -> NIOSSLContext {
    do {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8))
          .map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
      configuration.minimumTLSVersion = .tlsv12
      configuration.applicationProtocols = ["h2"]
      if let callers {
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates(
          try NIOSSLCertificate.fromPEMBytes(Array(callers.utf8)))
      }
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw MRError(
        .invalidArgument, "the master cannot show its certificate", cause: "\(error)",
        remedy: "It takes PEM: certificates, and the key of the first of them.")
    }
  }
}
