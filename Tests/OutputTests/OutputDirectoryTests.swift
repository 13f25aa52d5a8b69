import Output
import Foundation
import Model
import TestSupport
import Testing

@Suite struct OutputDirectoryTests {
  private let scratch: Scratch
  private let directory: OutputDirectory

  init() throws {
    scratch = try Scratch()
    directory = OutputDirectory(path: "\(scratch.path)/deep/output", token: "one")
  }

  private func write(_ name: String, _ text: String = "") throws {
    try Data(text.utf8).write(to: URL(filePath: "\(directory.path)/\(name)"))
  }

  private func directory(_ token: String) -> OutputDirectory {
    OutputDirectory(path: directory.path, token: token)
  }

  /// What an attempt leaves.
  private func attempt(_ partition: Int, _ number: Int, _ text: String) throws {
    let writer = try directory.partWriter(partition: partition, attempt: number)
    try writer.write(Array(text.utf8))
    _ = try writer.finish()
  }

  /// The code of the error that it throws.
  private func code(_ body: () throws -> Void) -> MRError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? MRError)?.code
    }
  }

  @Test func canonicalPathsAreTheSameForOneDirectory() throws {
    let base = scratch.path
    try FileManager.default.createDirectory(
      atPath: "\(base)/real/in", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: "\(base)/link", withDestinationPath: "real/in")
    func canonical(_ path: String) -> String { OutputDirectory(path: path).canonicalPath }
    let expected = canonical("\(base)/real/in") + "/out/new"
    for path in [
      "real/in/out/new", "real/in//out/./new/", "link/out/new", "link/../in/out/new",
      "real/in/x/../out/y/../new", "real/./in/out/new/.",
    ] {
      #expect(canonical("\(base)/\(path)") == expected, "\(path)")
    }
    #expect(canonical("\(base)/real/in/out/old") != expected)
    #expect(canonical("/") == "/")
  }

  @Test func aResultAppearsPartByPart() throws {
    try directory.check()
    #expect(scratch.entries("").isEmpty)
    try directory.prepare()
    #expect(directory.isSeen)
    #expect(!directory("two").isSeen)
    for (partition, attempt) in [(0, 2), (0, 5), (1, 0)] {
      try self.attempt(partition, attempt, "\(partition).\(attempt)")
    }
    // The attempt wrote another number of bytes than lie there.
    #expect(code { try directory.commit(partition: 0, attempt: 5, bytes: 4) } == .internal)
    try directory.commit(partition: 0, attempt: 5, bytes: 3)
    #expect(
      scratch.entries("deep/output") == [
        ".part-r-00000.2", ".part-r-00001.0", "_RUNNING", "part-r-00000",
      ])
    try directory.commit(partition: 1, attempt: 0, bytes: 3)
    directory.discard(partition: 0, attempt: 2)
    directory.discard(partition: 0, attempt: 99)
    #expect(scratch.entries("deep/output") == ["_RUNNING", "part-r-00000", "part-r-00001"])
    try write(".part-r-00000.7", "in vain")
    try directory.succeed(isComplete: true)
    #expect(scratch.entries("deep/output") == ["_SUCCESS", "part-r-00000", "part-r-00001"])
    #expect(try scratch.bytes("deep/output/part-r-00000") == Array("0.5".utf8))
    #expect(try scratch.bytes("deep/output/_SUCCESS").isEmpty)
    #expect(!directory.isSeen)
  }

  @Test func whatIsNotThereCannotBeCommitted() throws {
    try directory.prepare()
    #expect(
      code { try directory.commit(partition: 0, attempt: 0, bytes: 0) } == .output)
  }

  @Test func abandoningTakesBackTheJobsOwnOnly() throws {
    try directory.prepare()
    try write(".part-r-00000.0")
    try write("part-r-00001")
    directory.abandon()
    #expect(scratch.entries("deep").isEmpty)
    directory.abandon()

    try directory("two").prepare()
    try write("notes")
    directory.abandon()
    #expect(scratch.entries("deep/output") == ["_RUNNING", "notes"])
    directory("two").abandon()
    #expect(scratch.entries("deep/output") == ["notes"])
  }

  @Test func aDirectoryWithSomethingInItIsRefusedAndKept() throws {
    try FileManager.default.createDirectory(
      atPath: directory.path, withIntermediateDirectories: true)
    try directory.check()
    try write("part-r-00000", "another result")
    #expect(code { try directory.check() } == .alreadyExists)
    #expect(code { try directory("x").prepare() } == .alreadyExists)
    #expect(scratch.entries("deep/output") == ["part-r-00000"])
  }

  /// Two jobs may have found the directory empty when they were submitted.
  @Test func onlyOneJobGetsTheDirectory() throws {
    try directory.prepare()
    #expect(
      code { try directory("two").prepare() }
        == .alreadyExists)
    #expect(directory.isSeen)
  }

  @Test func aRestartedMasterAdoptsWhatItsFormerLifeLeft() throws {
    try directory.prepare()
    try write("part-r-00000", "old")
    try write(".part-r-00001.3", "old")
    try directory("two").prepare(former: "on")
    #expect(scratch.entries("deep/output") == ["_RUNNING"])
    #expect(directory("two").isSeen)
    #expect(!directory.isSeen)
  }

  /// The master ended after the mark and before the journal had the job's end.
  @Test func aResultThatIsNotInTheJournalIsAdopted() throws {
    try directory.prepare()
    try write("part-r-00000", "old")
    try directory.mark(isComplete: true)
    #expect(code { try directory("two").prepare(former: "other") } == .alreadyExists)
    #expect(scratch.entries("deep/output") == ["_SUCCESS", "part-r-00000"])
    try directory("two").prepare(former: "on")
    #expect(scratch.entries("deep/output") == ["_RUNNING"])
    #expect(directory("two").isSeen)
  }

  @Test func aFileInItsPlaceIsRefused() throws {
    let file = OutputDirectory(path: "\(scratch.path)/file")
    try Data().write(to: URL(filePath: file.path))
    #expect(code { try file.check() } == .output)
    let below = OutputDirectory(path: "\(scratch.path)/file/below")
    #expect(code { try below.check() } == .output)
    #expect(
      code { try below.prepare() } == .output)
  }

  // The superuser may write anywhere.
  @Test(.enabled(if: geteuid() != 0)) func anUnwritableParentIsRefused() throws {
    chmod(scratch.path, 0o500)
    defer { chmod(scratch.path, 0o700) }
    #expect(code { try directory.check() } == .output)
  }
}
