import Model

/// Which files keys come from, beside the result.
extension OutputDirectory {
  var provenancePath: String { "\(path)/\(ResultMark.provenance)" }

  func provenanceFile(_ name: String) throws(MRError) -> FilePartWriter {
    try FilePartWriter(name, in: own().makeFolder(ResultMark.provenance))
  }

  func removeProvenance() {
    if let folder = try? own() { removeProvenance(in: folder) }
  }

  func removeProvenance(in folder: OutputFolder) {
    guard let index = try? OutputFolder(ResultMark.provenance, in: folder) else { return }
    for name in [ResultMark.provenanceKeys, ResultMark.provenanceInput] { index.remove(name) }
    folder.removeFolder(ResultMark.provenance)
  }
}
