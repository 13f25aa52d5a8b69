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
    guard mkdir(badPath, 0o777) == 0 || errno == EEXIST else {
      throw failure("create", badPath, errno)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let list = try FilePartWriter(path: badListPath)
    do {
      var capsules = 0
      for entry in bad {
        var line = BadLine(entry, files: files, recordName: recordName)
        if capsules < Self.mostCapsules, let capsule = Capsule(entry, plan: plan, files: files) {
          capsules += 1
          line.capsule = Self.capsuleName(capsules)
          try write(capsule, encoder, to: Self.capsuleName(capsules))
        }
        try list.write(Array(try encoder.encode(line)) + [UInt8(ascii: "\n")])
      }
      _ = try list.finish()
      try write(BadSummary(bad, of: files), encoder, to: Self.summaryName)
    } catch {
      list.discard()
      throw MRError(error, .output, "cannot write the list of what was set aside")
    }
  }

  /// Capsules have parameters, which may be secrets.
  private func write(
    _ value: some Encodable, _ encoder: JSONEncoder, to name: String
  ) throws {
    let file = try FilePartWriter(path: "\(badPath)/\(name)", mode: 0o600)
    try file.write(Array(try encoder.encode(value)))
    _ = try file.finish()
  }

  private static let summaryName = "summary.json"
  private static let mostCapsules = 1000
  private static let capsulePrefix = "capsule-"
  private static func capsuleName(_ number: Int) -> String {
    "\(capsulePrefix)\(padded(number, to: 4)).json"
  }

  /// Removes what `writeList` wrote, and nothing else.
  func removeList() {
    unlink(badListPath)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: badPath)) ?? []
    for name in names
    where name == Self.summaryName || name.hasPrefix(Self.capsulePrefix)
      || name.hasPrefix(ResultMark.formerOutputPrefix)
      || name == ResultMark.formerJob
    {
      unlink("\(badPath)/\(name)")
    }
    rmdir(badPath)
  }

  package var badListPath: String { "\(badPath)/\(ResultMark.badList)" }
  package var badPath: String { "\(path)/\(ResultMark.bad)" }
}
