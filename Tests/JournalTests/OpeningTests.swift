import Foundation
import Journal
import Model
import Testing

@Suite struct OpeningTests {
  @Test func oneMasterAtATime() async throws {
    try await withTemporaryDirectory { directory in
      let first = try Journal(directory: directory)
      let refusal = #expect(throws: MRError.self) { _ = try Journal(directory: directory) }
      #expect(refusal?.code == .journal)
      #expect(refusal?.cause?.contains("process \(getpid())") == true)
      try first.close()
      _ = try Journal(directory: directory)
    }
  }

  @Test func theDirectoryIsMadeForThisUserOnly() async throws {
    try await withTemporaryDirectory { directory in
      let deep = directory + "/a//b/c"
      _ = try Journal(directory: deep)
      var status = stat()
      #expect(stat(deep, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o700)
      try Data().write(to: URL(fileURLWithPath: directory + "/file"))
      #expect(throws: MRError.self) { _ = try Journal(directory: directory + "/file/x") }
    }
  }

  /// What was made by hand, or by a service's manager, is for all to read.
  @Test func anOpenDirectoryIsClosed() async throws {
    try await withTemporaryDirectory { directory in
      func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
      }
      chmod(directory, 0o755)
      for _ in 0..<2 {
        let journal = try Journal(directory: directory)
        #expect(mode(directory) == 0o700)
        #expect(mode(directory + "/journal.sqlite") == 0o600)
        _ = try await journal.createCluster(mappers: 1, reducers: 1)
        #expect(mode(directory + "/journal.sqlite-wal") == 0o600)
        try journal.close()
        // There is a journal in it now.
        chmod(directory, 0o755)
      }
      let others = directory + "/others"
      mkdir(others, 0o755)
      chmod(others, 0o755)
      try Data().write(to: URL(fileURLWithPath: others + "/file"))
      let refusal = #expect(throws: MRError.self) { _ = try Journal(directory: others) }
      #expect(refusal?.message.contains("other users may enter") == true)
      #expect(mode(others) == 0o755)
    }
  }

  /// Somebody else may have put it there, while the directory was open: a journal with a job of his, say.
  @Test func whatOthersMayHaveMadeIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      func refusal() -> String? {
        do {
          try Journal(directory: directory).close()
          return nil
        } catch {
          return error.description
        }
      }
      chmod(directory, 0o777)
      try await fill(directory)
      for name in ["journal.sqlite", "jobs", "lock"] {
        let path = directory + "/" + name
        if name == "jobs" { mkdir(path, 0o700) }
        let mode: mode_t = name == "jobs" ? 0o700 : 0o600
        for wrong in [mode | 0o020, mode | 0o002] {
          chmod(path, wrong)
          #expect(refusal()?.contains("other users may write to it") == true)
        }
        chmod(path, mode)
        if geteuid() == 0 {
          chown(path, 65534, 65534)
          #expect(refusal()?.contains("it belongs to the user 65534") == true)
          chown(path, 0, 0)
        }
        #expect(refusal() == nil)
        rename(path, path + ".moved")
        symlink(path + ".moved", path)
        #expect(refusal()?.contains("it is a link") == true)
        unlink(path)
        rename(path + ".moved", path)
      }
      #expect(refusal() == nil)
    }
  }

  @Test(.enabled(if: geteuid() == 0)) func anotherUsersDirectoryIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      chown(directory, 65534, 65534)
      let refusal = #expect(throws: MRError.self) { _ = try Journal(directory: directory) }
      #expect(refusal?.message.contains("another user's") == true)
    }
  }

  @Test func aDamagedJournalIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/journal.sqlite"
      try await fill(directory)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      var header = whole
      header.replaceSubrange(0..<16, with: Data("not a database!!".utf8))
      var pages = whole
      for page in stride(from: 4096, to: pages.count - 4096, by: 4096) {
        pages.replaceSubrange(page..<page + 64, with: Data(repeating: 0xa5, count: 64))
      }
      for bytes in [header, pages] {
        try bytes.write(to: URL(fileURLWithPath: path))
        let refusal = #expect(throws: MRError.self) { _ = try Journal(directory: directory) }
        #expect(refusal?.code == .journal)
        #expect(refusal?.message == "the journal \(path) is damaged")
        #expect(refusal?.remedy?.contains("Move it away") == true)
      }
    }
  }

  @Test func aNewerJournalIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      try await fill(directory)
      try execute("INSERT INTO grdb_migrations VALUES ('999')", directory)
      let refusal = #expect(throws: MRError.self) { _ = try Journal(directory: directory) }
      #expect(refusal?.message.contains("newer version") == true)
    }
  }

  @Test func aClosedJournalTakesNothing() async throws {
    try await withTemporaryDirectory { directory in
      let journal = try Journal(directory: directory)
      try journal.close()
      await #expect(throws: MRError.self) {
        _ = try await journal.createCluster(mappers: 1, reducers: 1)
      }
      await #expect(throws: MRError.self) { _ = try await journal.jobs() }
    }
  }

  private func fill(_ directory: String) async throws {
    let journal = try Journal(directory: directory)
    let cluster = try await journal.createCluster(mappers: 1, reducers: 1)
    for _ in 0..<50 { _ = try await journal.submitJob(spec(), cluster: cluster) }
    try journal.close()
  }
}
