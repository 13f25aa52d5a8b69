import Foundation
package import Model

/// What a job has set aside, beside its result.
extension OutputDirectory {
  /// Writes the list of what was set aside, a line of JSON for each, into a directory beside the parts;
  /// nothing if there is none. Called before `markComplete`.
  package func writeList(
    bad: [BadInput], of files: [InputFile], recordName: String
  ) throws(MRError) {
    if bad.isEmpty { return }
    guard mkdir(badPath, 0o777) == 0 || errno == EEXIST else {
      throw failure("create", badPath, errno)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let list = try FilePartWriter(path: badListPath)
    do {
      for entry in bad {
        let line = try encoder.encode(BadLine(entry, files: files, recordName: recordName))
        try list.write(Array(line) + [UInt8(ascii: "\n")])
      }
      _ = try list.finish()
    } catch {
      list.discard()
      throw MRError(error, .output, "cannot write the list of what was set aside")
    }
  }

  package var badListPath: String { "\(badPath)/\(ResultMark.badList)" }
  var badPath: String { "\(path)/\(ResultMark.bad)" }
}
