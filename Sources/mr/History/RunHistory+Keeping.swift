import Foundation
import Model
import Protocol

extension RunHistory {
  /// How much is remembered: so many runs, of so many days, in so many bytes together.
  private static let (mostRuns, mostDays, mostBytes) = (100, 30, 256 << 20)

  /// Remembers a run. Blocks.
  /// - Parameter logs: their bytes.
  /// - Throws: `journal` if it cannot be written.
  func keep(_ record: WireRunRecord, logs: [WireLog: [UInt8]]) throws(MRError) -> RunID {
    let new = "\(directory)/new-\(UUID().uuidString)"
    guard PrivateDirectory.make(new) else { throw failure(errno) }
    do {
      try write(Data(record.encoded), "\(new)/\(RecordedRun.recordName)")
      for (log, bytes) in logs { try write(Data(bytes), "\(new)/\(RecordedRun.name(of: log))") }
    } catch {
      try? FileManager.default.removeItem(atPath: new)
      throw MRError(
        .journal, "this run is not remembered", cause: "\(printable(directory.utf8)): \(error)")
    }
    var id = RunID((runs.first?.number ?? 0) + 1)
    // Others end at the same time.
    while rename(new, path(of: id)) != 0 {
      guard errno == EEXIST || errno == ENOTEMPTY else {
        let reason = errno
        try? FileManager.default.removeItem(atPath: new)
        throw failure(reason)
      }
      id.number += 1
    }
    // Most runs need not look at all the others.
    if id.number % 10 == 0 { prune() }
    return id
  }

  private func write(_ bytes: Data, _ path: String) throws {
    try bytes.write(to: URL(filePath: path))
  }

  private func failure(_ reason: CInt) -> MRError {
    MRError(
      .journal, "this run is not remembered",
      cause: "\(printable(directory.utf8)): \(String(cString: strerror(reason)))",
      remedy: "--no-history does without.")
  }

  /// Forgets the oldest runs, and what runs that were killed have left.
  private func prune() {
    let files = FileManager.default
    let oldest = Date(timeIntervalSinceNow: -Double(Self.mostDays) * 86400)
    var (count, bytes) = (0, 0)
    for id in runs {
      let names = (try? files.contentsOfDirectory(atPath: path(of: id))) ?? []
      let attributes = names.compactMap {
        try? files.attributesOfItem(atPath: "\(path(of: id))/\($0)")
      }
      count += 1
      bytes += attributes.reduce(0) { $0 + ($1[.size] as? Int ?? 0) }
      let ended = attributes.compactMap { $0[.modificationDate] as? Date }.max() ?? .distantPast
      if count > Self.mostRuns || bytes > Self.mostBytes || ended < oldest {
        try? files.removeItem(atPath: path(of: id))
      }
    }
    for name in (try? files.contentsOfDirectory(atPath: directory)) ?? []
    where name.hasPrefix("new-") {
      let path = "\(directory)/\(name)"
      let made = (try? files.attributesOfItem(atPath: path)[.modificationDate]) as? Date
      if let made, made < Date(timeIntervalSinceNow: -86400) { try? files.removeItem(atPath: path) }
    }
  }
}
