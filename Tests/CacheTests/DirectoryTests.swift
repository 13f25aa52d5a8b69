import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Cache

@Suite struct DirectoryTests {
  @Test func whatWasNotUsedForTheLongestTimeGoesFirst() throws {
    let sandbox = try Sandbox(size: 2 << 20)
    let cache = sandbox.cache
    let names = (0..<9).map { "d\($0)" }
    for name in names {
      sandbox.keep(name, Sandbox.noise(200 << 10, seed: 1), in: cache)
      // The first is used again and again.
      usleep(20_000)
      #expect(try sandbox.find(names[0], in: cache) != nil)
    }
    #expect(names.allSatisfy(sandbox.has))
    for index in 9..<30 {
      sandbox.keep("d\(index)", Sandbox.noise(200 << 10, seed: 1), in: cache)
      usleep(20_000)
      #expect(try sandbox.find(names[0], in: cache) != nil)
      #expect(try sandbox.find("d\(index)", in: cache) != nil)
    }
    #expect(!sandbox.has("d1") && !sandbox.has("d9") && sandbox.has("d28"))
    let content = try CacheContent(of: sandbox.place)
    let room = content.entries().reduce(0) { $0 + $1.room }
    #expect((1 << 20...2 << 20).contains(room), "\(room)")
  }

  /// The count is only a reason to look.
  @Test(arguments: [nil, [], [1, 2], Array(repeating: 0xff, count: 8)] as [[UInt8]?])
  func aDamagedCountIsMadeAgain(bytes: [UInt8]?) throws {
    let sandbox = try Sandbox(size: 2 << 20)
    let cache = sandbox.cache
    for index in 0..<5 { sandbox.keep("a\(index)", Sandbox.noise(200 << 10, seed: 1), in: cache) }
    let path = sandbox.place.directory + "/records-1/usage"
    if let bytes {
      try Data(bytes).write(to: URL(filePath: path))
    } else {
      try FileManager.default.removeItem(atPath: path)
    }
    for index in 5..<30 { sandbox.keep("a\(index)", Sandbox.noise(200 << 10, seed: 1), in: cache) }
    let content = try CacheContent(of: sandbox.place)
    let room = content.entries().reduce(0) { $0 + $1.room }
    #expect((1 << 20...2 << 20).contains(room), "\(room)")
  }

  /// Two workers of a job begin at the same time, and what one keeps the other is to find.
  @Test func whoBeginsAtOnceHasOneSecret() throws {
    for _ in 0..<300 {
      let sandbox = try Sandbox()
      let directory = try CacheDirectory(making: sandbox.place.directory)
      let secrets = Mutex<Set<[UInt8]>>([])
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        let secret = try? CacheSecret(of: directory)
        secrets.withLock { _ = $0.insert(secret?.bytes ?? []) }
      }
      #expect(secrets.withLock { $0.count } == 1)
    }
  }

  @Test func whatIsBeingWrittenIsNeverTakenForAbandoned() throws {
    let sandbox = try Sandbox()
    let directory = try CacheDirectory(making: sandbox.place.directory)
    let isWritten = Atomic(false)
    let lost = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      if index == 0 {
        while !isWritten.load(ordering: .relaxed) { NewFile.removeAbandoned(in: directory) }
        return
      }
      for number in 0..<2000 {
        let file = try? NewFile(directory)
        try? file?.write([1])
        if (try? file?.publish(as: "00/\(number)")) == nil { lost.add(1, ordering: .relaxed) }
      }
      isWritten.store(true, ordering: .relaxed)
    }
    #expect(lost.load(ordering: .relaxed) == 0)
  }

  @Test func whatAKilledProcessLeftIsRemoved() throws {
    let sandbox = try Sandbox()
    sandbox.keep("a", Sandbox.pages(3), in: sandbox.cache)
    let folder = sandbox.place.directory + "/records-1/new"
    try Data([1]).write(to: URL(filePath: folder + "/4711-1"))
    // One that is being written stays.
    let directory = try CacheDirectory(making: sandbox.place.directory)
    let file = try NewFile(directory)
    try file.write([1, 2, 3])
    #expect(try sandbox.find("a", in: sandbox.cache) != nil)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(left.count == 1 && left != ["4711-1"])
    #expect(try file.publish(as: sandbox.key("b").path) == 4096)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test(arguments: [0o777, 0o770, 0o720])
  func whatOthersCanWriteToIsNotUsed(mode: Int) throws {
    let sandbox = try Sandbox()
    sandbox.keep("a", Sandbox.pages(3), in: sandbox.cache)
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: sandbox.place.directory)
    let cache = sandbox.cache
    #expect(try sandbox.find("a", in: cache) == nil)
    let trouble = try #require(cache.takeTrouble())
    #expect(trouble.contains(sandbox.place.directory) && trouble.contains("others"))
    #expect(cache.takeTrouble() == nil, "it is told once")
    #expect(throws: MRError.self) { try CacheContent(of: sandbox.place) }
  }

  @Test(.enabled(if: getuid() == 0)) func anotherUsersDirectoryIsNotUsed() throws {
    let sandbox = try Sandbox()
    sandbox.keep("a", Sandbox.pages(3), in: sandbox.cache)
    for path in [sandbox.place.directory, sandbox.place.directory + "/records-1"] {
      try #require(chown(path, 65534, 65534) == 0)
      let cache = sandbox.cache
      #expect(try sandbox.find("a", in: cache) == nil)
      #expect(cache.takeTrouble() != nil)
      sandbox.keep("b", Sandbox.pages(3), in: cache)
      #expect(!sandbox.has("b"))
      try #require(chown(path, 0, 0) == 0)
    }
    #expect(try sandbox.find("a", in: sandbox.cache) != nil)
  }

  @Test func aPlaceThatCannotBeMadeKeepsNothing() throws {
    let sandbox = try Sandbox()
    try Data().write(to: URL(filePath: sandbox.scratch.path + "/file"))
    let cache = RecordCache(CachePlace(directory: sandbox.scratch.path + "/file/cache"))
    sandbox.keep("a", Sandbox.pages(3), in: cache)
    #expect(try sandbox.find("a", in: cache) == nil)
    #expect(cache.takeTrouble()?.contains("Not a directory") == true)
  }

  @Test func aLargeEntryDoesNotDriveOutAllOthers() throws {
    let sandbox = try Sandbox(size: 2 << 20)
    let cache = sandbox.cache
    sandbox.keep("small", Sandbox.pages(3), in: cache)
    sandbox.keep("large", Sandbox.noise(1 << 20, seed: 1), in: cache)
    #expect(sandbox.has("small") && !sandbox.has("large"))
    #expect(cache.takeTrouble() == nil)
  }

  @Test func manyWriteAtOnce() throws {
    let sandbox = try Sandbox(size: 3 << 20)
    let place = sandbox.place
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      let mine = RecordCache(place)
      let own = try? Sandbox()
      for round in 0..<40 {
        let number = round * (worker % 2 + 1)
        let name = "\(number)"
        let records = Sandbox.noise(60 << 10, seed: UInt64(number))
        guard let own else { return }
        if let content = try? own.find(name, in: mine) {
          #expect(content.records == records)
        } else {
          own.keep(name, records, in: mine)
        }
      }
      #expect(mine.takeTrouble() == nil)
    }
    let content = try CacheContent(of: place)
    #expect(content.entries().reduce(0) { $0 + $1.room } <= 3 << 20)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.directory + "/records-1/new") == [])
    let removed = content.clear()
    #expect(removed.entries > 0)
    #expect(content.entries().isEmpty)
  }
}
