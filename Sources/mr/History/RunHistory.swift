import Foundation
import Model
import Protocol

/// What is remembered of the jobs that `mr run` ran, for whoever asks afterwards. A directory of the user's own:
///
///     r1 … rN/record     the job and its attempts, a `RunRecord`
///     r1 … rN/job.log    what the master and the workers did for it
///     r1 … rN/user.log   what its plugin wrote
///     new-…/             one in the making
struct RunHistory: Sendable {
  let directory: String

  /// The user's.
  static func standard() throws(MRError) -> RunHistory {
    RunHistory(directory: try StateHome.standard() + "/runs")
  }

  /// The newest first.
  var runs: [RunID] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.compactMap { RunID($0) }.sorted(by: >)
  }

  /// - Throws: `notFound` if it is not remembered, `journal` if it cannot be read.
  func run(_ id: RunID) throws(MRError) -> RecordedRun {
    guard FileManager.default.fileExists(atPath: path(of: id)) else {
      throw MRError(
        .notFound, "there is no run \(id)",
        cause: "it is not in \(printable(directory.utf8))",
        remedy: "`mr history` lists those that are remembered.")
    }
    return RecordedRun(id: id, directory: path(of: id), record: try record(id))
  }

  func last() throws(MRError) -> RecordedRun {
    guard let id = runs.first else {
      throw MRError(
        .notFound, "no run is remembered", cause: "none is in \(printable(directory.utf8))",
        remedy: "`mr run` leaves one, unless --no-history says otherwise.")
    }
    return try run(id)
  }

  /// The newest runs, the last one first. One that is removed meanwhile is none.
  /// - Throws: as `run`.
  func newest(_ count: Int) throws(MRError) -> [RecordedRun] {
    var found: [RecordedRun] = []
    for id in runs.prefix(count) {
      do throws(MRError) { found.append(try run(id)) } catch  where error.code == .notFound {}
    }
    return found
  }

  /// Forgets all.
  func clear() {
    for id in runs { try? FileManager.default.removeItem(atPath: path(of: id)) }
  }

  func path(of id: RunID) -> String { "\(directory)/\(id)" }

  /// The most bytes that a record is expected to have.
  private static let largestRecord = 64 << 20

  private func record(_ id: RunID) throws(MRError) -> WireRunRecord {
    let path = path(of: id) + "/" + RecordedRun.recordName
    do {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      guard size <= Self.largestRecord else { throw CocoaError(.fileReadTooLarge) }
      return try WireRunRecord(encoded: [UInt8](Data(contentsOf: URL(filePath: path))))
    } catch {
      throw MRError(
        .journal, "what is remembered of run \(id) is damaged", cause: "\(path): \(error)",
        remedy: "Remove \(printable(self.path(of: id).utf8)).")
    }
  }
}
