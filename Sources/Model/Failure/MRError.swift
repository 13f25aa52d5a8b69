/// An error as a person is to read it: what happened, where, why, and what to do.
package struct MRError: Error, Sendable, Hashable, Codable, CustomStringConvertible {
  package var code: Code
  /// One sentence: what failed, with the file, page, record or task it failed at.
  package var message: String
  /// Why, in the words of whoever knows: the system, a library, the plugin.
  package var cause: String?
  /// What the reader can do about it.
  package var remedy: String?

  package init(_ code: Code, _ message: String, cause: String? = nil, remedy: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.remedy = remedy
  }

  /// What failed and why, without what to do about it.
  package var line: String { [message, cause].compactMap(\.self).joined(separator: ": ") }

  package var description: String {
    var text = message
    if let cause, !cause.isEmpty { text += ": \(cause)" }
    if let remedy, !remedy.isEmpty { text += "\n  \(remedy)" }
    return text
  }

  /// A struct over a private enum: a new code breaks nobody's switch.
  package struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Wrapped: String, CaseIterable {
      case invalidArgument, notFound, alreadyExists, plugin, pluginFatal, input, output
      case store, storeFull, blockLost, inputLost, inputChanged, workerLost
      case cancelled, network, unauthenticated, denied, busy, journal, `internal`
    }
    private var wrapped: Wrapped
    private init(_ wrapped: Wrapped) { self.wrapped = wrapped }
    package init?(_ name: String) {
      guard let wrapped = Wrapped(rawValue: name) else { return nil }
      self.wrapped = wrapped
    }
    package var description: String { wrapped.rawValue }

    package static let invalidArgument = Code(.invalidArgument)
    package static let notFound = Code(.notFound)
    package static let alreadyExists = Code(.alreadyExists)
    /// A plugin could not be loaded, or its function failed; another attempt may succeed.
    package static let plugin = Code(.plugin)
    /// A plugin's function says that no attempt can succeed, or broke the interface's rules.
    package static let pluginFatal = Code(.pluginFatal)
    package static let input = Code(.input)
    package static let output = Code(.output)
    package static let store = Code(.store)
    /// The store refused a block for longer than waiting helps.
    package static let storeFull = Code(.storeFull)
    /// A block of map output is missing or damaged: its map task has to run again.
    package static let blockLost = Code(.blockLost)
    /// A block of the input is missing or damaged: it has to be loaded again.
    package static let inputLost = Code(.inputLost)
    package static let inputChanged = Code(.inputChanged)
    package static let workerLost = Code(.workerLost)
    package static let cancelled = Code(.cancelled)
    package static let network = Code(.network)
    /// Nobody knows who calls.
    package static let unauthenticated = Code(.unauthenticated)
    /// It is known who calls, and that he may not.
    package static let denied = Code(.denied)
    /// Another time it would be done.
    package static let busy = Code(.busy)
    package static let journal = Code(.journal)
    package static let `internal` = Code(.internal)
  }
}
