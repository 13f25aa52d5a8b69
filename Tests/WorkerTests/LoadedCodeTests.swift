import BlockStore
import Digest
import Foundation
import Model
import PluginHost
import TestSupport
import Testing

@testable import Worker

/// The bytes whose digest was checked are the bytes that run.
@Suite struct LoadedCodeTests {
  private let scratch: Scratch
  private let code = LoadedCode(store: MemoryStore(), namespace: "test")

  init() throws { scratch = try Scratch() }

  /// A library of its own in a directory of this mode.
  private func library(_ name: String, directory mode: mode_t) throws -> PluginFile {
    let data = try Data(contentsOf: URL(filePath: FixturePlugins.build("plain_functions")))
    let directory = "\(scratch.path)/\(name)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let path = "\(directory)/lib\(name).so"
    try data.write(to: URL(filePath: path))
    chmod(directory, mode)
    return PluginFile(
      path: path, digest: hexadecimal(SHA256.hash(data: data)), size: data.count, copy: path)
  }

  /// The libraries of this process whose file has that name, by their paths.
  private func mapped(_ name: String) throws -> Set<String> {
    let maps = try #require(fopen("/proc/self/maps", "re"))
    defer { fclose(maps) }
    var paths: Set<String> = []
    var line = [CChar](repeating: 0, count: 8192)
    while fgets(&line, Int32(line.count), maps) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if let slash = text.firstIndex(of: "/"), text.contains("/lib\(name).so") {
        paths.insert(text[slash...].trimmingCharacters(in: .newlines))
      }
    }
    return paths
  }

  @Test func whatOnlyItsUserCanExchangeIsLoadedWhereItLies() throws {
    let file = try library("protected", directory: 0o755)
    _ = try code.loadLibrary(file)
    #expect(try mapped("protected") == [file.path])
  }

  /// Between the look at a file and its loading another user could put other code in its place.
  @Test func whatOthersCanExchangeIsCopiedFirst() throws {
    for (name, mode) in [("open", 0o777), ("foreign", 0o755)] as [(String, mode_t)] {
      let file = try library(name, directory: mode)
      if name == "foreign" {
        guard geteuid() == 0 else { continue }
        chown("\(scratch.path)/foreign", 65534, 65534)
      }
      // A process loads a digest once.
      _ = try LoadedCode(store: MemoryStore(), namespace: "test").loadLibrary(file)
      let paths = try mapped(name)
      #expect(!paths.isEmpty)
      #expect(!paths.contains(file.path), "\(paths)")
    }
  }

  @Test func otherBytesAreNotLoaded() throws {
    for mode in [0o755, 0o777] as [mode_t] {
      var file = try library("other\(mode)", directory: mode)
      file.digest = String(file.digest.reversed())
      #expect(throws: MRError.self) { _ = try code.loadLibrary(file) }
      #expect(try mapped("other\(mode)").isEmpty)
    }
  }

  /// A file that is exchanged all the time is loaded with the right bytes, or not at all.
  @Test func anExchangeDuringTheLookChangesNothing() throws {
    let file = try library("swapped", directory: 0o777)
    let other = "\(scratch.path)/other.so"
    // Loading it would leave a mark in the process.
    try FileManager.default.copyItem(
      atPath: FixturePlugins.build("crashing_constructor"), toPath: other)
    let swapper = Thread {
      while !Thread.current.isCancelled {
        for source in [other, file.path + ".good"] {
          let next = file.path + ".next"
          try? FileManager.default.copyItem(atPath: source, toPath: next)
          rename(next, file.path)
        }
      }
    }
    try FileManager.default.copyItem(atPath: file.path, toPath: file.path + ".good")
    swapper.start()
    defer { swapper.cancel() }
    for _ in 0..<50 {
      let code = LoadedCode(store: MemoryStore(), namespace: "test")
      _ = try? code.loadLibrary(file)
    }
  }
}
