import Digest
import Foundation
import Model
import TestSupport
import Testing

@testable import Cache

@Suite struct FileDigestsTests {
  private func file(_ sandbox: Sandbox, _ name: String, _ text: String) throws -> InputFile {
    let path = sandbox.scratch.path + "/" + name
    try Data(text.utf8).write(to: URL(filePath: path))
    let identity = try #require(FileIdentity(BytePath(path)))
    return InputFile(
      path: BytePath(path), relativePath: BytePath(name), attributes: [], size: identity.size,
      modified: Int64(identity.modified))
  }

  private func digests(_ sandbox: Sandbox) throws -> FileDigests {
    FileDigests(try #require(sandbox.cache.begin()), layout: "/l")
  }

  @Test func filesThatAreWhatTheyWereAreNotReadAgain() async throws {
    let sandbox = try Sandbox()
    let files = try (0..<50).map { try file(sandbox, "f\($0)", "text \($0)") }
    let first = try digests(sandbox)
    let fresh = files.map { first.digest($0) }
    first.keep()
    for (number, digested) in fresh.enumerated() {
      #expect(digested?.digest == SHA256.hash(data: Data("text \(number)".utf8)))
      #expect(digested?.isSettled == false && digested?.isUnchanged == true)
    }
    // They are too young to be known.
    #expect(try digests(sandbox).digest(files[0])?.isSettled == false)
    try await Task.sleep(for: .milliseconds(2200))
    let second = try digests(sandbox)
    #expect(files.allSatisfy { second.digest($0)?.isSettled == true })
    second.keep()
    let third = try digests(sandbox)
    for (number, file) in files.enumerated() {
      let digested = third.digest(file)
      #expect(digested?.digest == fresh[number]?.digest && digested?.isUnchanged == true)
    }
    let changed = try self.file(sandbox, "f7", "texT 7")
    #expect(third.digest(changed)?.digest == SHA256.hash(data: Data("texT 7".utf8)))
    #expect(third.digest(files[7]) == nil || changed.modified == files[7].modified)
  }

  @Test func aDamagedListIsReadAnew() throws {
    let sandbox = try Sandbox()
    let one = FileDigestList.Entry(
      path: BytePath("/a"), identity: Array(repeating: 1, count: 40),
      digest: Array(repeating: 2, count: 32))
    var list = FileDigestList()
    for _ in 0..<30_000 { list.add(one) }
    #expect(list.blocks.count > 1)
    for block in list.blocks {
      let entries = try block.withUnsafeBytes { try FileDigestList.entries($0) }
      #expect(entries.allSatisfy { $0.path == one.path && $0.digest == one.digest })
      #expect(throws: EntryDamage.self) {
        try block.dropLast().withUnsafeBytes { _ = try FileDigestList.entries($0) }
      }
    }
    #expect(try digests(sandbox).digest(file(sandbox, "f", "x")) != nil)
  }
}
