package import Model

/// Why an attempt failed, and what was found missing on the way: that is no fault of the attempt,
/// but has to be made again.
package struct AttemptFailure: Error, Sendable {
  package var error: MRError
  /// Chunks of the input, by number, whose blocks are missing or damaged.
  package var lostChunks: [Int] = []
  /// Map attempts whose blocks are missing or damaged.
  package var lostMapOutputs: [MapOutputID] = []
  /// What the plugin worked on, if another attempt at just that is to tell more.
  package var place: RecordRange?
  /// The parts of the input that make every attempt fail.
  package var found: [BadInput] = []

  package init(
    error: MRError, lostChunks: [Int] = [], lostMapOutputs: [MapOutputID] = [],
    place: RecordRange? = nil, found: [BadInput] = []
  ) {
    self.place = place
    self.found = found
    self.error = error
    self.lostChunks = lostChunks
    self.lostMapOutputs = lostMapOutputs
  }
}
