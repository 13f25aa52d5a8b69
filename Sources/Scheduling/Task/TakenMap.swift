package import Model

/// What a map task of an earlier job left, which stands for the same task of this one.
package struct TakenMap: Sendable {
  package var manifest: MapManifest
  package var counters: Counters
  /// What is known of the parameters that its attempt has asked for.
  package var use: ParameterWatch.Use?
  /// Whether the input of the task is in the store.
  package var isLoaded: Bool

  package init(
    manifest: MapManifest, counters: Counters, use: ParameterWatch.Use? = nil, isLoaded: Bool = true
  ) {
    self.manifest = manifest
    self.counters = counters
    self.use = use
    self.isLoaded = isLoaded
  }
}
