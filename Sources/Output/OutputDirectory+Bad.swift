import Foundation
package import Model

/// What a job has set aside, beside its result.
extension OutputDirectory {
  /// Writes the list of what was set aside, a line of JSON for each, into a directory beside the parts, with
  /// a capsule for each record or key of the first thousand, and all of it counted; nothing if there is none. Called before
  /// `mark`.
  package func writeList(
    bad: [BadInput], of files: [InputFile], plan: JobPlan, recordName: String
  ) throws(MRError) {
    if bad.isEmpty { return }
    let folder = try own().makeFolder(ResultMark.bad)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let list = try FilePartWriter(ResultMark.badList, in: folder)
    do {
      var capsules = 0
      for entry in bad {
        var line = BadLine(entry, files: files, recordName: recordName)
        if capsules < Self.mostCapsules, let capsule = Capsule(entry, plan: plan, files: files) {
          capsules += 1
          line.capsule = Self.capsuleName(capsules)
          try write(capsule, encoder, to: Self.capsuleName(capsules), in: folder)
        }
        try list.write(Array(try encoder.encode(line)) + [UInt8(ascii: "\n")])
      }
      _ = try list.finish()
      try write(BadSummary(bad, of: files), encoder, to: Self.summaryName, in: folder)
    } catch {
      list.discard()
      throw MRError(error, .output, "cannot write the list of what was set aside")
    }
  }

  /// Capsules have parameters, which may be secrets.
  private func write(
    _ value: some Encodable, _ encoder: JSONEncoder, to name: String, in folder: OutputFolder
  ) throws {
    let file = try FilePartWriter(name, in: folder, mode: 0o600)
    try file.write(Array(try encoder.encode(value)))
    _ = try file.finish()
  }

  private static let summaryName = "summary.json"
  private static let mostCapsules = 1000
  private static let capsulePrefix = "capsule-"
  private static func capsuleName(_ number: Int) -> String {
    "\(capsulePrefix)\(padded(number, to: 4)).json"
  }

  /// A file beside the list, for what another job can go on from. What it holds are intermediate data.
  package func formerFile(_ name: String) throws(MRError) -> FilePartWriter {
    try FilePartWriter(name, in: OutputFolder(ResultMark.bad, in: own()), mode: 0o600)
  }

  /// Removes a file that `formerFile` made.
  package func removeFormerFile(_ name: String) {
    guard let folder = try? own() else { return }
    (try? OutputFolder(ResultMark.bad, in: folder))?.remove(name)
  }

  /// Removes what `writeList` wrote, and nothing else.
  func removeList(in folder: OutputFolder) {
    guard let list = try? OutputFolder(ResultMark.bad, in: folder) else { return }
    for name in (try? list.entries()) ?? []
    where name == Self.summaryName || name == ResultMark.badList
      || name.hasPrefix(Self.capsulePrefix) || name.hasPrefix(ResultMark.formerOutputPrefix)
      || name == ResultMark.formerJob
    {
      list.remove(name)
    }
    folder.removeFolder(ResultMark.bad)
  }
}
