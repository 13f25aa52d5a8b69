import Foundation
package import Model

/// The job that made a result, kept beside it for whoever asks later.
package struct SavedJob: Codable, Sendable {
  /// Of this form; another one is refused.
  private static let version = 1

  private var version = Self.version
  package var spec: JobSpec

  package init(_ spec: JobSpec) {
    self.spec = spec
    // Whatever it went on from has been replaced.
    self.spec.former = nil
  }

  /// Reads what lies beside a result. Blocks.
  /// - Parameter output: the result's directory.
  /// - Throws: `notFound` if nothing was kept there, `input` for what cannot be read.
  package init(in output: String) throws(MRError) {
    let path = "\(output)/\(ResultMark.job)"
    let job: SavedJob
    do {
      job = try JSONDecoder().decode(
        SavedJob.self, from: try Data(contentsOf: URL(filePath: path)))
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      throw MRError(
        .notFound, "\"\(printable(output.utf8))\" is no result that says which job made it",
        cause: "\(ResultMark.job) is missing",
        remedy: "Name the output directory of a job that has ended, or say the job by flags.")
    } catch {
      throw MRError(
        .input, "\"\(printable(path.utf8))\" cannot be read",
        cause: error is DecodingError ? "its content is another" : error.localizedDescription,
        remedy: "Only the result's owner can read it. Say the job by flags.")
    }
    guard job.version == Self.version else {
      throw MRError(
        .input,
        "\"\(printable(path.utf8))\" has version \(job.version), and this mr knows "
          + "\(Self.version)", remedy: "Use the mr that wrote it, or say the job by flags.")
    }
    self = job
  }
}

extension OutputDirectory {
  /// Keeps the job that made the result. Called before `mark`.
  package func save(_ job: SavedJob) throws(MRError) {
    let folder = try own()
    do {
      // It has the job's parameters, which may be secrets.
      let file = try FilePartWriter(ResultMark.job, in: folder, mode: 0o600)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try file.write(Array(try encoder.encode(job)))
      _ = try file.finish()
    } catch {
      folder.remove(ResultMark.job)
      throw MRError(error, .output, "cannot write which job made the result")
    }
  }
}
