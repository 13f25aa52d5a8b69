package import Model

/// Why an attempt failed, and what was found missing on the way: that is no fault of the attempt,
/// but has to be made again.
package struct AttemptFailure: Error, Sendable {
  package var error: MRError
  /// Chunks of the input, by number, whose blocks are missing or damaged.
  package var lostChunks: [Int] = []
  /// Map attempts whose blocks are missing or damaged.
  package var lostMapOutputs: [MapOutputID] = []

  package init(
    error: MRError, lostChunks: [Int] = [], lostMapOutputs: [MapOutputID] = []
  ) {
    self.error = error
    self.lostChunks = lostChunks
    self.lostMapOutputs = lostMapOutputs
  }
}
