import Foundation
import Model
import Output
import TestSupport
import Testing

/// What another user prepares in the place of a result, so that a job writes to files of his choosing.
@Suite struct HostileDirectoryTests {
  private let scratch: Scratch
  private let directory: OutputDirectory
  private let victim: String

  init() throws {
    scratch = try Scratch()
    directory = OutputDirectory(path: "\(scratch.path)/output", token: "job 1")
    victim = "\(scratch.path)/victim"
    try Data("precious".utf8).write(to: URL(filePath: victim))
  }

  private func refusal(_ body: () throws -> Void) -> MRError? {
    do {
      try body()
      return nil
    } catch {
      return error as? MRError
    }
  }

  private func link(_ name: String) { symlink(victim, "\(directory.path)/\(name)") }

  @Test func linksInThePlaceOfPartsAreNotFollowed() throws {
    try directory.prepare()
    link(".part-r-00000.0")
    let error = refusal { _ = try directory.partWriter(partition: 0, attempt: 0) }
    #expect(error?.cause == "File exists")
    #expect(refusal { try directory.commit(partition: 0, attempt: 0, bytes: 8) }?.code == .output)
    // A part's own name is replaced, not followed.
    link("part-r-00001")
    let part = try directory.partWriter(partition: 1, attempt: 0)
    try part.write([1, 2])
    _ = try part.finish()
    try directory.commit(partition: 1, attempt: 0, bytes: 2)
    #expect(try scratch.bytes("output/part-r-00001") == [1, 2])
    #expect(scratch.text("victim") == "precious")
  }

  @Test func linksInThePlaceOfMarksAreNotFollowed() throws {
    try FileManager.default.createDirectory(
      atPath: directory.path, withIntermediateDirectories: true)
    link("_RUNNING")
    #expect(refusal { try directory.prepare() }?.code == .alreadyExists)
    unlink("\(directory.path)/_RUNNING")
    try directory.prepare()
    try directory.mark(isComplete: true)
    unlink("\(directory.path)/_SUCCESS")
    link("_SUCCESS")
    #expect(refusal { try directory.clean() }?.code == .output)
    #expect(scratch.text("victim") == "precious")
  }

  /// Another directory takes the place of the job's, for instance by a link to a result of another job.
  @Test func nothingIsRemovedFromAnotherDirectory() throws {
    let other = OutputDirectory(path: "\(scratch.path)/other", token: "job 2")
    try other.prepare()
    let part = try other.partWriter(partition: 0, attempt: 0)
    _ = try part.finish()
    try other.commit(partition: 0, attempt: 0, bytes: 0)
    try directory.prepare()
    #expect(rename(directory.path, "\(scratch.path)/away") == 0)
    symlink(other.path, directory.path)
    directory.abandon()
    directory.discard(partition: 0, attempt: 0)
    #expect(refusal { try directory.mark(isComplete: true) }?.code == .output)
    #expect(refusal { _ = try directory.partWriter(partition: 1, attempt: 0) }?.code == .output)
    #expect(scratch.entries("other") == ["_RUNNING", "part-r-00000"])
  }

  @Test func aDirectoryThatOthersMayWriteToIsRefused() throws {
    mkdir(directory.path, 0o755)
    for (mode, isUsed) in [
      (0o777, false), (0o1777, false), (0o757, false), (0o775, true), (0o2775, true), (0o755, true),
      (0o700, true),
    ] as [(mode_t, Bool)] {
      chmod(directory.path, mode)
      let error = refusal { try directory.check() }
      #expect((error == nil) == isUsed, "\(String(mode, radix: 8)): \(String(describing: error))")
      if !isUsed { #expect(error?.remedy?.contains("chmod o-w") == true) }
    }
    chmod(directory.path, 0o700)
    try directory.prepare()
  }

  @Test(.enabled(if: geteuid() == 0)) func anotherUsersDirectoryIsRefused() throws {
    mkdir(directory.path, 0o755)
    chown(directory.path, 65534, 65534)
    let error = refusal { try directory.prepare() }
    #expect(error?.code == .output)
    #expect(error?.cause?.contains("it belongs to the user nobody") == true, "\(error as Any)")
    #expect(scratch.entries("output").isEmpty)
    // A group that this user is not in.
    chown(directory.path, 0, 65534)
    chmod(directory.path, 0o775)
    #expect(refusal { try directory.check() }?.remedy?.contains("chmod g-w") == true)
  }
}
