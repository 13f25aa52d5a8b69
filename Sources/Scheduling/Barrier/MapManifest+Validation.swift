package import Model

extension MapManifest {
  /// Checks what came over the network before anything is indexed with it.
  /// - Throws: `internal`, which says what is wrong.
  package func validate(partitions: Int) throws(MRError) {
    var end = 0
    for run in runs {
      guard run.offsets.count == partitions + 1, run.records.count == partitions else {
        throw malformed("a run with \(run.records.count) partitions instead of \(partitions)")
      }
      for offset in run.offsets {
        guard offset >= end else { throw malformed("offsets that do not rise") }
        end = offset
      }
      guard run.records.allSatisfy({ $0 >= 0 }) else { throw malformed("negative record counts") }
    }
    guard task >= 0, attempt >= 0, blocks >= 0, end == 0 || blocks > 0 else {
      throw malformed("\(blocks) blocks for \(end) bytes")
    }
  }

  private func malformed(_ what: String) -> MRError {
    MRError(.internal, "the manifest of map task \(task) attempt \(attempt) has \(what)")
  }
}
