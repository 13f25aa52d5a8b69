import Crypto
import Foundation
import Model
import SwiftASN1
import Threading
import Transport
import X509

/// The certificate that a master makes for itself, once, and keeps with its state.
struct OwnCertificate {
  /// The master's state directory.
  let directory: String

  private var chainPath: String { "\(directory)/certificate.pem" }
  private var keyPath: String { "\(directory)/certificate.key" }

  /// Blocks.
  /// - Throws: `journal` if it cannot be kept, `invalidArgument` if what is there cannot be used.
  func load() throws(MRError) -> ServerCertificate {
    if access(chainPath, F_OK) != 0 || access(keyPath, F_OK) != 0 { try make() }
    return ServerCertificate(
      chain: try SecretFile.read(chainPath, "the certificate"),
      key: try SecretFile.read(keyPath, "the certificate's key"))
  }

  private func make() throws(MRError) {
    let certificate: ServerCertificate
    do { certificate = try Self.signed() } catch {
      throw MRError(.internal, "no certificate could be made", cause: "\(error)")
    }
    try SecretFile.write(certificate.key + "\n", to: keyPath, .journal)
    try SecretFile.write(certificate.chain + "\n", to: chainPath, .journal)
  }

  /// It is its own authority: whoever is to trust it gets all of it.
  private static func signed() throws -> ServerCertificate {
    let key = P256.Signing.PrivateKey()
    let signer = Certificate.PrivateKey(key)
    let name = try DistinguishedName { CommonName(ServerCertificate.ownName) }
    let now = Date()
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: signer.publicKey,
      // Clocks differ.
      notValidBefore: now - 86_400, notValidAfter: now + years * 365 * 86_400,
      issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames([.dnsName(ServerCertificate.ownName)])
      }, issuerPrivateKey: signer)
    return ServerCertificate(
      chain: try certificate.serializeAsPEM().pemString, key: key.pemRepresentation)
  }

  private static let years = 10.0
}
