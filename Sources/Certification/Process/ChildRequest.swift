package import Model
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
  case refused(MRError)
}
