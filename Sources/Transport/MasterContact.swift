package import Model

/// Where a master is, and what proves both ends to each other.
package struct MasterContact: Sendable, Hashable {
  package var address: MasterAddress
  /// What callers show; nil where the socket file is proof enough.
  package var token: String?
  /// How the master is known; nil for a connection that is not encrypted.
  package var proof: ServerProof?
  /// What callers show beside the token, to a master that asks for it.
  package var certificate: ClientCertificate?

  package init(
    address: MasterAddress, token: String? = nil, proof: ServerProof? = nil,
    certificate: ClientCertificate? = nil
  ) {
    self.address = address
    self.token = token
    self.proof = proof
    self.certificate = certificate
  }
}
