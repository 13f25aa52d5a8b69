package import Model

/// What a map task of an earlier job left, which stands for the same task of this one.
package struct TakenMap: Sendable {
  package var manifest: MapManifest
  package var counters: Counters

  package init(manifest: MapManifest, counters: Counters) {
    self.manifest = manifest
    self.counters = counters
  }
}
