package import PluginHost

/// What a child process is asked to do with a plugin.
package enum ChildRequest: Codable, Sendable {
  /// Load it and describe it.
  case describe(path: String)
  /// Find those of the symbols that nobody defines.
  case unresolved([String], path: String)
  case check(Check, CheckSubject, CertificationRequest)
}

/// What the child process says, one line of JSON each.
package enum ChildEvent: Codable, Sendable {
  /// What it is about to try.
  case trying(String)
  case described(PluginDescription)
  case unresolved([String])
  case verdict(Verdict)
  case refused(Refusal)

  /// An error as it travels between the processes.
  package struct Refusal: Codable, Sendable {
    package var code: String
    package var message: String
    package var cause: String?
    package var remedy: String?
  }
}
