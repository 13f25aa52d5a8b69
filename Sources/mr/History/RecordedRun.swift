import Foundation
import Model
import Protocol

/// A run as it is remembered.
struct RecordedRun: Sendable {
  static let recordName = "record"

  let id: RunID
  /// Where its files are.
  let directory: String
  let record: WireRunRecord

  /// The job, under the name that it has in the history.
  var job: WireJobStatus {
    var job = record.job
    job.jobID = "\(id)"
    return job
  }

  static func name(of log: WireLog) -> String { log == .user ? "user.log" : "job.log" }

  /// Hands over the bytes of a log, in pieces. Blocks.
  func readLog(_ log: WireLog, _ body: ([UInt8]) throws -> Void) throws {
    let path = "\(directory)/\(Self.name(of: log))"
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw MRError(.journal, "cannot read \(printable(path.utf8))")
    }
    defer { try? file.close() }
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { try body([UInt8](piece)) }
  }
}
