package import Model
package import PluginHost
internal import Synchronization

/// Loads each plugin in a child process: one that crashes when it is loaded must not take this process
/// along. Remembers what it learned, since a copy of a plugin never changes.
package final class ChildDoor: PluginDoor {
  private struct State {
    var descriptions: [PluginFile: PluginDescription] = [:]
    /// The jobs of which an instance was created.
    var trials: Set<TrialRequest> = []
  }
  private let child: PluginChild
  private let loading: ChildLimits
  private let state = Mutex(State())
  private static let mostDescriptions = 64
  private static let mostTrials = 1000

  /// - Parameter loading: what it may take to load a plugin.
  package init(
    _ child: PluginChild = .own, loading: ChildLimits = ChildLimits(time: .seconds(30))
  ) {
    self.child = child
    self.loading = loading
  }

  package let isApart = true

  package func describe(_ plugin: PluginFile) async throws(MRError) -> PluginDescription {
    if let known = state.withLock({ $0.descriptions[plugin] }) { return known }
    let description: PluginDescription
    switch try await child.ask(DescribeRequest(plugin), limits: loading) {
    case .done(let answer): description = answer
    case .refused(let error): throw error
    case .silent(let silence):
      throw MRError(
        .plugin,
        "\(printable(plugin.path.utf8)) is refused as a plugin: the process that loaded it "
          + silence.ending,
        cause: silence.printed.isEmpty ? nil : "it printed: \(silence.printed)",
        remedy: "Look at its constructors, the initialisers of its globals and mr_plugin_entry, "
          + "which are to do no work.")
    }
    remember(description, of: plugin)
    return description
  }

  private func remember(_ description: PluginDescription, of plugin: PluginFile) {
    // A file that is loaded where it lies may have changed by the next time.
    guard plugin.copy != nil else { return }
    state.withLock { state in
      if state.descriptions.count >= Self.mostDescriptions { state.descriptions = [:] }
      state.descriptions[plugin] = description
    }
  }

  package func tryOut(
    _ plugin: PluginFile, job: String?, parameters: [String: String]
  ) async throws(MRError) {
    let request = TrialRequest(plugin, job: job, parameters: parameters)
    guard !state.withLock({ $0.trials.contains(request) }) else { return }
    let limits = ChildLimits(time: .seconds(10), sandbox: loading.sandbox)
    switch try await child.ask(request, limits: limits) {
    case .done(let description): remember(description, of: plugin)
    case .refused(let error): throw error
    case .silent(let silence):
      // Slow is not wrong: a job may load gigabytes before its first record.
      if silence.isTimedOut { return }
      throw MRError(.plugin, "the process that created an instance of it \(silence)")
    }
    state.withLock { state in
      if state.trials.count >= Self.mostTrials { state.trials = [] }
      state.trials.insert(request)
    }
  }

  package func functions(
    _ signatures: [FunctionSignature], in files: [String: PluginFile]
  ) async throws(MRError) -> [FunctionDescription] {
    let request = FunctionsRequest(signatures: signatures.map(\.description), files: files)
    switch try await child.ask(request, limits: loading) {
    case .done(let functions): return functions
    case .refused(let error): throw error
    case .silent(let silence):
      throw MRError(
        .plugin, "the job's functions cannot be loaded",
        cause: "the process that loaded them \(silence)")
    }
  }
}
