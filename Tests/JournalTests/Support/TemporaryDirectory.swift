import Foundation

/// Runs `body` with a directory that is gone afterwards.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result
{
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("mr-journal-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try await body(url.path)
}

/// What a process that is killed leaves behind: the files as they are, with their log.
func copyFiles(from directory: String, to copy: String) throws {
  try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
  for name in ["journal.sqlite", "journal.sqlite-wal"] {
    try FileManager.default.copyItem(atPath: "\(directory)/\(name)", toPath: "\(copy)/\(name)")
  }
}
