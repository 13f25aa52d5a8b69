import Foundation
import Model
import TestSupport
import Testing

@testable import Certification
@testable import PluginHost

@Suite struct ELFFileTests {
  @Test func readsWhatAPluginNeedsAndDefines() throws {
    let report = try Self.report(FixturePlugins.build("exception"))
    #expect(report.runtime == .cPlusPlus)
    #expect(report.needed.contains { $0.name.hasPrefix("libstdc++.so") && $0.path != nil })
    #expect(report.compilers.contains { $0.contains("GCC") || $0.contains("clang") })

    let file = try Self.file(FixturePlugins.build("misbehaving"))
    #expect(file.defined.contains("mr_plugin_entry"))
    #expect(file.undefined.contains("fopen"))
    let plain = try Self.report(FixturePlugins.build("misbehaving"))
    #expect(plain.runtime == .c)
    #expect(plain.needed.contains { $0.name == "libc.so.6" && $0.path != nil })
  }

  @Test func namesASymbolThatNobodyDefines() throws {
    let path = try FixturePlugins.build("unresolved_symbol")
    #expect(try Self.file(path).undefined.contains("table_of_a_library_that_was_not_linked"))
  }

  /// `nm` and `readelf` are others' readings of the same file.
  @Test func agreesWithReadelf() throws {
    let path = try FixturePlugins.build("misbehaving")
    guard let listed = try? Self.output("/usr/bin/nm", ["-D", "--undefined-only", path]) else {
      return
    }
    // Weak ones are marked w or v.
    let strong = listed.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      guard words.count == 2, words[0] == "U" else { return nil }
      return String(words[1].split(separator: "@")[0])
    }
    #expect(Set(try Self.file(path).undefined) == Set(strong))
  }

  /// A symbol that the library itself uses is looked up by the loader, unless the linker bound it.
  @Test func tellsWhichOfItsSymbolsOthersMayDefine() throws {
    let source = """
      int own(int x) { return x + 1; }
      int unused(int x) { return x + 2; }
      __attribute__((visibility("hidden"))) int hidden(int x) { return x + 3; }
      int user(int x) { return own(x) + hidden(x); }
      """
    #expect(try Self.compiled(source, "c").interposable == ["own"])
    #expect(try Self.compiled(source, "c", "-Wl,-Bsymbolic").interposable == [])
    #expect(try Self.compiled(source, "c", "-fvisibility=hidden").interposable == [])
  }

  @Test func findsUniqueSymbols() throws {
    let source = """
      template <class T> struct Table { static int *entry() { static int value; return &value; } };
      int *entry() { return Table<int>::entry(); }
      """
    let file = try Self.compiled(source, "cpp")
    #expect(file.unique.contains("_ZZN5TableIiE5entryEvE5value"))
    #expect(SymbolClash.find(in: file).contains { $0.library == nil })
    #expect(try Self.compiled(source, "cpp", "-fno-gnu-unique").unique == [])
  }

  @Test func recognisesAnAppendedArchive() throws {
    let path = try FixturePlugins.build("misbehaving")
    // An archive without files is its last record alone.
    let bytes =
      try Array(Data(contentsOf: URL(filePath: path))) + [0x50, 0x4b, 5, 6]
      + [UInt8](repeating: 0, count: 18)
    let report = try bytes.withUnsafeBytes { try LibraryReport(path: path, content: $0) }
    #expect(report.runtime == .python)
  }

  @Test func saysWhatIsNoSharedLibrary() throws {
    func cause(_ bytes: [UInt8]) -> String? {
      do {
        _ = try bytes.withUnsafeBytes { bytes in try ELFFile(bytes) }
        return nil
      } catch {
        return (error as? MRError)?.cause
      }
    }
    #expect(cause([]) == "it is no ELF file")
    #expect(cause(Array("#!/bin/sh\n".utf8)) == "it is no ELF file")
    var bytes = try Array(
      Data(contentsOf: URL(filePath: FixturePlugins.build("misbehaving"))))
    bytes[18] = 8
    #expect(cause(bytes) == "it is a library for another processor")
    bytes[4] = 1
    #expect(cause(bytes)?.contains("32-bit") == true)
  }

  /// Damage gives an error or shorter lists, and always an end.
  @Test func survivesDamagedFiles() throws {
    let original = try Array(
      Data(contentsOf: URL(filePath: FixturePlugins.build("misbehaving"))))
    var generator = TestSupport.SeededGenerator(seed: 11)
    for _ in 0..<300 {
      var bytes = original
      if Int.random(in: 0..<3, using: &generator) == 0 {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
      }
      for _ in 0..<Int.random(in: 1...30, using: &generator) where !bytes.isEmpty {
        // Mostly where structure is: in the headers.
        let most = Bool.random(using: &generator) ? min(bytes.count, 1024) : bytes.count
        bytes[Int.random(in: 0..<most, using: &generator)] =
          Bool.random(using: &generator) ? 0xff : UInt8(truncatingIfNeeded: generator.next())
      }
      bytes.withUnsafeBytes { bytes in _ = try? ELFFile(bytes) }
    }
  }

  private static func file(_ path: String) throws -> ELFFile {
    try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { try ELFFile($0) }
  }

  private static func report(_ path: String) throws -> LibraryReport {
    try Data(contentsOf: URL(filePath: path)).withUnsafeBytes {
      try LibraryReport(path: path, content: $0)
    }
  }

  private static func compiled(
    _ source: String, _ suffix: String, _ options: String...
  ) throws -> ELFFile {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appending(path: "library.\(suffix)")
    try Data(source.utf8).write(to: file)
    let library = directory.appending(path: "library.so").path
    _ = try output(
      suffix == "c" ? "/usr/bin/gcc" : "/usr/bin/g++",
      ["-O0", "-fPIC", "-shared"] + options + ["-o", library, file.path])
    return try Self.file(library)
  }

  private static func output(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Foundation.Pipe()
    process.standardOutput = pipe
    try process.run()
    defer { process.waitUntilExit() }
    return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }
}
