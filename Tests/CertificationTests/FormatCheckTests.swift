import Foundation
import TestSupport
import Testing

@testable import Certification

@Suite struct FormatCheckTests {
  @Test(arguments: [
    (Check.sameRecords, "sound_format", Verdict.Outcome.ok),
    (.shares, "sound_format", .ok),
    (.oddFiles, "sound_format", .ok),
    (.shares, "loses_records", .failed),
    (.sameRecords, "changes_records", .failed),
    (.oddFiles, "silent_format", .failed),
  ])
  func aFormat(check: Check, format: String, outcome: Verdict.Outcome) throws {
    let path = "\(NSTemporaryDirectory())/certification-\(UUID().uuidString).bytes"
    try Data("some bytes to be read".utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let plugin = try FixturePlugins.build("certified_format")
    let request = CertificationRequest(
      plugin: plugin, input: path, format: .plugin(path: plugin, name: format))
    let verdict = CheckRunner(request) { _ in }.run(check, of: .format(format))
    #expect(verdict.outcome == outcome, "\(verdict)")
  }

  @Test func needsAFileForSomeChecks() throws {
    let plugin = try FixturePlugins.build("certified_format")
    let runner = CheckRunner(CertificationRequest(plugin: plugin)) { _ in }
    #expect(runner.run(.shares, of: .format("sound_format")).outcome == .skipped)
    #expect(runner.run(.oddFiles, of: .format("sound_format")).outcome == .ok)
  }
}
