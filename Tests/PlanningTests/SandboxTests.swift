import Foundation
import Model
import Planning
import PluginHost
import TestSupport
import Testing

/// A plugin that is only looked at does nothing.
@Suite struct SandboxTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// What the plugin could do, by what it tried.
  private func look(_ sandbox: ChildSandbox, defect: String? = nil) throws -> [String: String] {
    let library = "\(scratch.path)/prying.so"
    unlink(library)
    try FileManager.default.copyItem(
      atPath: FixturePlugins.build("prying", defect: defect), toPath: library)
    let outcome = try Children.mr.answer(
      to: DescribeRequest(PluginFile(path: library, digest: "", size: 0)),
      limits: ChildLimits(time: .seconds(20), sandbox: sandbox))
    switch outcome {
    case .done(let description):
      let text = description.jobs[0].description ?? ""
      return Dictionary(
        uniqueKeysWithValues: text.split(separator: ";").map { pair in
          let parts = pair.split(separator: "=")
          return (String(parts[0]), String(parts[1]))
        })
    case .refused(let error): throw error
    case .silent(let silence): throw MRError(.internal, silence.description)
    }
  }

  @Test(.enabled(if: Sandbox.revision >= 6, "the kernel cannot see to all of it"))
  func itNeitherWritesNorConnects() throws {
    let seen = try look(.always)
    #expect(seen["beside"] == "EACCES")
    #expect(seen["truncate"] == "EACCES")
    #expect(seen["connect"] == "EACCES")
    #expect(seen["signal"] == "EPERM")
    #expect(seen["temporary"] == "ok")
    #expect(scratch.entries("") == ["prying.so"])
  }

  @Test func itHasLimits() throws {
    let seen = try look(.always)
    #expect(seen["privileges"] == "1")
    #expect(seen["core"] == "0")
    #expect(seen["files"].flatMap { Int($0) } ?? .max <= 4096)
    #expect(seen["size"] == "\(1 << 30)")
    #expect(seen["cpu"] == "1")
  }

  @Test func nothingOfItsDirectoryIsLeft() throws {
    let before = try FileManager.default.contentsOfDirectory(atPath: PrivateDirectory.temporaryPath)
      .filter { $0.hasPrefix("mr-child-") }
    _ = try look(.always)
    let after = try FileManager.default.contentsOfDirectory(atPath: PrivateDirectory.temporaryPath)
      .filter { $0.hasPrefix("mr-child-") && !before.contains($0) }
    // Other tests have children, too.
    #expect(after.count < 8)
  }

  /// What a job's plugin needs it gets, since the job will.
  @Test(.enabled(if: Sandbox.revision > 0)) func aPlannedJobMayDoMore() throws {
    #expect(throws: MRError.self) { try look(.always, defect: "1") }
    let seen = try look(.first, defect: "1")
    #expect(seen["beside"] == "ok")
    #expect(seen["connect"] == "ECONNREFUSED")
    #expect(seen["core"] == "0")
    #expect(try look(.first)["beside"] == "EACCES")
  }
}
