import ArgumentParser
import Master

/// `--tls-cert`, `--tls-key` and `--tls-ca`: a site's certificate in the place of the master's own.
struct CertificateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The certificate that the master shows where it listens, and those that lead to an authority; \
      PEM. (default: beyond this machine one that it makes for itself)
      """, valueName: "file"))
  var tlsCert: String?

  @Option(
    help: ArgumentHelp("The key of --tls-cert, readable by its user alone; PEM.", valueName: "file")
  )
  var tlsKey: String?

  @Option(
    help: ArgumentHelp(
      """
      Authorities, PEM: callers have to show a certificate that one of them has signed, and know the \
      master by one. (default: callers show tokens only)
      """, valueName: "file"))
  var tlsCa: String?

  func validate() throws {
    if (tlsCert == nil) != (tlsKey == nil) {
      throw ValidationError("'--tls-cert' and '--tls-key' belong together.")
    }
    if tlsCa != nil, tlsCert == nil {
      throw ValidationError("'--tls-ca' goes with '--tls-cert' and '--tls-key'.")
    }
  }

  var files: ListenSettings.CertificateFiles? {
    guard let tlsCert, let tlsKey else { return nil }
    return ListenSettings.CertificateFiles(chain: tlsCert, key: tlsKey, authority: tlsCa)
  }

  /// The first of them that was given.
  var firstName: String? {
    [("--tls-cert", tlsCert), ("--tls-key", tlsKey), ("--tls-ca", tlsCa)].first { $0.1 != nil }?.0
  }
}
