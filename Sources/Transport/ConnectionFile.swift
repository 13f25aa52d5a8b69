import FoundationEssentials
package import Model

/// All that somebody on another machine needs to call a master: JSON.
package struct ConnectionFile: Codable, Sendable, Hashable {
  /// `HOST:PORT`, or `unix:PATH`.
  private var master: String
  private var token: String?
  /// What the master shows, and has made for itself: PEM.
  private var certificate: String?
  /// Who has signed what it shows: PEM, or `system` for those that the machine trusts.
  private var authority: String?
  /// What callers show: written by whoever runs a master that asks for it.
  private var client: ClientCertificate?

  private static let system = "system"

  package init(_ contact: MasterContact) {
    master = "\(contact.address)"
    token = contact.token
    client = contact.certificate
    switch contact.proof {
    case .certificate(let text): certificate = text
    case .authority(let text): authority = text ?? Self.system
    case nil: break
    }
  }

  /// - Throws: `invalidArgument` for a text that is no such file.
  package init(_ text: String) throws(MRError) {
    do { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) } catch {
      throw MRError(
        .invalidArgument, "this is no connection file of a master", cause: "\(error)",
        remedy: "The master writes one into its state directory: connection.json.")
    }
  }

  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// - Throws: `invalidArgument` for an address that is none.
  package var contact: MasterContact {
    get throws(MRError) {
      guard let address = MasterAddress(master) else {
        throw MRError(
          .invalidArgument,
          "'\(printable(master.utf8.prefix(300)))' is not the address of a master")
      }
      let proof: ServerProof? =
        if let certificate { .certificate(certificate) } else {
          authority.map { .authority($0 == Self.system ? nil : $0) }
        }
      return MasterContact(address: address, token: token, proof: proof, certificate: client)
    }
  }
}
