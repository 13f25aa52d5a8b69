package import Model

/// A place in a network where a master listens.
package struct ListenSettings: Sendable {
  /// The kernel chooses the port if that is 0.
  package var address: NetworkAddress
  package var protection: Protection

  package init(address: NetworkAddress, protection: Protection) {
    self.address = address
    self.protection = protection
  }

  /// What keeps others from calling a master, or from listening to those who do.
  package enum Protection: Sendable, Hashable {
    /// Callers show tokens. Nothing is encrypted: where only processes of one machine come by.
    case tokens
    /// Also, all is encrypted, and the master proves itself: with a certificate that it makes, or a site's.
    case encryption(CertificateFiles?)
    /// Everybody is taken for its user, and nothing is encrypted.
    case none
  }

  /// A site's certificate: files of PEM.
  package struct CertificateFiles: Sendable, Hashable {
    package var chain: String
    package var key: String
    /// Who signs the certificates of callers, who have to show one then, and the master's.
    package var authority: String?

    package init(chain: String, key: String, authority: String?) {
      self.chain = chain
      self.key = key
      self.authority = authority
    }
  }
}
